using IotXmpp.Concentrator.Provisioning;
using IotXmpp.Concentrator.Tests.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Concentrator.Tests.Provisioning;

public sealed class PermissionCacheTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly XmppElement Answer = XmppElement.Parse("<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='a@b' result='true'/>");
    private readonly InMemoryProvisioningStore _store = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    [Spec("PR-047")]
    public async Task The_least_recently_used_goes_first()
    {
        var cache = Create();
        await cache.AddAsync("s 1", Answer, 0, Ct);
        await cache.AddAsync("s 2", Answer, 0, Ct);
        cache.Find("s 1").Should().NotBeNull();

        await cache.AddAsync("s 3", Answer, 0, Ct);

        cache.Find("s 2").Should().BeNull();
        cache.Find("s 1").Should().NotBeNull();
        (await _store.ListAnswersAsync(Ct)).Select(answer => answer.Key).Should().BeEquivalentTo(["s 1", "s 3"]);
    }

    [Fact]
    [Spec("PR-045")]
    public async Task An_answer_to_a_question_from_before_the_clearing_is_not_kept()
    {
        var cache = Create();
        long before = cache.Generation;

        await cache.ClearAsync(Ct);
        await cache.AddAsync("s 1", Answer, before, Ct);

        cache.Find("s 1").Should().BeNull();
        (await _store.ListAnswersAsync(Ct)).Should().BeEmpty();
    }

    [Fact]
    [Spec("PR-051")]
    public async Task It_survives_with_the_age_of_its_answers()
    {
        await Create().AddAsync("s 1", Answer, 0, Ct);
        _time.Advance(TimeSpan.FromMinutes(59));
        var next = Create();
        await next.LoadAsync("s", Ct);

        next.Find("s 1")!.ToString().Should().Be(Answer.ToString());
        _time.Advance(TimeSpan.FromMinutes(1));
        next.Find("s 1").Should().BeNull();
    }

    private PermissionCache Create() => new(_store, 2, TimeSpan.FromHours(1), _time);
}
