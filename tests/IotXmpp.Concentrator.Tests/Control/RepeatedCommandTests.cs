using IotXmpp.Testing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Control;

/// <summary>Commands that come twice (SEC-16).</summary>
public sealed class RepeatedCommandTests
{
    private const string On = "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>";
    private const string Off = "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='false'/></set>";

    [Fact]
    [Spec("SEC-16")]
    public async Task A_repeated_iq_is_answered_again_and_carried_out_once()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await SendAsync(world, "alice@localhost/phone", "7", On);
        (await world.Upstream.NextAsync<Iq>()).Type.Should().Be(IqType.Result);

        await SendAsync(world, "alice@localhost/phone", "7", On);

        (await world.Upstream.NextAsync<Iq>()).Type.Should().Be(IqType.Result);
        board.CommandsReceived.Should().ContainSingle();
    }

    [Fact]
    [Spec("SEC-16")]
    public async Task A_repeated_iq_waits_for_the_first_one()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        var answer = board.Commands!;
        board.Commands = null;
        await SendAsync(world, "alice@localhost/phone", "7", On);
        await board.CommandedAsync();
        await SendAsync(world, "alice@localhost/phone", "7", On);

        await board.SayAsync(answer(board.CommandsReceived.Single())!);

        (await world.Upstream.NextAsync<Iq>()).Type.Should().Be(IqType.Result);
        (await world.Upstream.NextAsync<Iq>()).Type.Should().Be(IqType.Result);
        board.CommandsReceived.Should().ContainSingle();
    }

    [Theory]
    [InlineData("alice@localhost/phone", "8", On, 0)]
    [InlineData("alice@localhost/desk", "7", On, 0)]
    [InlineData("alice@localhost/phone", "7", Off, 0)]
    [InlineData("alice@localhost/phone", "7", On, 120)]
    public async Task Another_id_client_content_or_time_is_another_command(string from, string id, string set, int secondsLater)
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await SendAsync(world, "alice@localhost/phone", "7", On);
        await world.Upstream.NextAsync<Iq>();
        world.Time.Advance(TimeSpan.FromSeconds(secondsLater));

        await SendAsync(world, from, id, set);

        await world.Upstream.NextAsync<Iq>();
        board.CommandsReceived.Should().HaveCount(2);
    }

    [Fact]
    [Spec("SEC-16", "CT-050")]
    public async Task A_repeated_message_is_carried_out_once()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        string message = $"<message xmlns='jabber:client' id='m1' from='alice@localhost/phone' to='board2@things.localhost'>{On}</message>";

        await world.ReceiveAsync(message);
        await board.CommandedAsync();
        await world.ReceiveAsync(message);

        await world.SettleAsync();
        board.CommandsReceived.Should().ContainSingle();
    }

    private static Task SendAsync(World world, string from, string id, string set) =>
        world.ReceiveAsync($"<iq xmlns='jabber:client' type='set' id='{id}' from='{from}' to='board2@things.localhost'>{set}</iq>");
}
