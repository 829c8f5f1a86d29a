using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Routing;

[Spec("RFC 6120 8.2.3", "RFC 6120 8.4")]
public sealed class IqDispatcherTests
{
    [Fact]
    public async Task Requests_go_to_the_handler_of_their_payload_and_type()
    {
        var dispatcher = new IqDispatcher([
            new Handler(new("u", "a"), IqType.Get, iq => iq.Result(XmppElement.Build("u", "got"))),
            new Handler(new("u", "a"), IqType.Set, iq => iq.Result(XmppElement.Build("u", "set"))),
            new Handler(new("u", "b"), null, iq => null)]);
        (await AskAsync(dispatcher, IqType.Get, "u", "a"))!.Request!.LocalName.Should().Be("got");
        (await AskAsync(dispatcher, IqType.Set, "u", "a"))!.Request!.LocalName.Should().Be("set");
        (await AskAsync(dispatcher, IqType.Get, "u", "b")).Should().BeNull("it answers later itself");
        (await AskAsync(dispatcher, IqType.Set, "u", "b")).Should().BeNull();
    }

    [Fact]
    public async Task What_nobody_handles_is_unavailable()
    {
        var dispatcher = new IqDispatcher([new Handler(new("u", "a"), IqType.Get, iq => iq.Result())]);
        var answer = (await AskAsync(dispatcher, IqType.Set, "u", "a"))!;
        answer.Error.Should().Be(StanzaErrors.ServiceUnavailable());
        (answer.To, answer.From, answer.Id).Should().Be((Jid.Parse("a@b/c"), Jid.Parse("d"), "1"));
        (await AskAsync(dispatcher, IqType.Get, "v", "a"))!.Error!.Condition.Should().Be("service-unavailable");
    }

    [Fact]
    public async Task What_the_handler_refuses_is_the_answer()
    {
        var dispatcher = new IqDispatcher([new Handler(new("u", "a"), null, _ => throw new StanzaException(StanzaErrors.BadRequest("no")))]);
        (await AskAsync(dispatcher, IqType.Get, "u", "a"))!.Error.Should().Be(StanzaErrors.BadRequest("no"));
    }

    [Fact]
    public void Two_handlers_of_the_same_are_a_mistake()
    {
        var create = () => new IqDispatcher([new Handler(new("u", "a"), null, _ => null), new Handler(new("u", "a"), IqType.Set, _ => null)]);
        create.Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Answers_are_not_dispatched()
    {
        var dispatch = () => new IqDispatcher([]).DispatchAsync(new Iq { Type = IqType.Result, Id = "1" }, CancellationToken.None).AsTask();
        await dispatch.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public void Features_are_announced_once_and_sorted() =>
        new IqDispatcher([new Handler(new("u", "b"), null, _ => null), new Handler(new("u", "a"), null, _ => null)]).Features.Should().Equal("u#feature");

    private static ValueTask<Iq?> AskAsync(IqDispatcher dispatcher, IqType type, string ns, string name) =>
        dispatcher.DispatchAsync(new Iq { Type = type, Id = "1", From = Jid.Parse("a@b/c"), To = Jid.Parse("d"), Payloads = [XmppElement.Build(ns, name)] }, CancellationToken.None);

    private sealed class Handler(QName payload, IqType? type, Func<Iq, Iq?> answer) : IIqHandler
    {
        public QName Payload => payload;

        public IqType? Type => type;

        public IReadOnlyList<string> Features => [$"{payload.Namespace}#feature"];

        public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult(answer(request));
    }
}
