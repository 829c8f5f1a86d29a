using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="ICommandStore"/> must do.</summary>
public abstract class CommandStoreConformance
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract ValueTask<ICommandStore> OpenAsync();

    [Fact]
    public async Task A_command_comes_back_as_it_was_stored()
    {
        var store = await OpenAsync();
        var command = Command("1", CommandState.Queued) with
        {
            Values = [new("Relay", ControlParameterKind.Boolean, "true"), new("Label", null, "a \"b\", ü"), new("Empty", ControlParameterKind.String, "")],
            TellsByChat = true,
            Reason = "why",
        };
        await store.AddAsync(command, Ct);

        (await store.ListAsync(Noon, Ct)).Should().ContainSingle().Which.Should().BeEquivalentTo(command);
    }

    [Fact]
    public async Task Of_two_that_move_a_command_one_succeeds()
    {
        var store = await OpenAsync();
        await store.AddAsync(Command("1", CommandState.Queued), Ct);

        bool[] moved = await Task.WhenAll(
            store.TryMoveAsync("1", CommandState.Queued, CommandState.Sent, Noon.AddSeconds(1), null, Ct).AsTask(),
            store.TryMoveAsync("1", CommandState.Queued, CommandState.Expired, Noon.AddSeconds(1), "late", Ct).AsTask());

        moved.Should().ContainSingle(each => each);
        (await store.TryMoveAsync("2", CommandState.Queued, CommandState.Sent, Noon, null, Ct)).Should().BeFalse();
        var stored = (await store.ListAsync(Noon, Ct)).Single();
        stored.State.Should().Be(moved[0] ? CommandState.Sent : CommandState.Expired);
        stored.Changed.Should().Be(Noon.AddSeconds(1));
    }

    [Fact]
    public async Task What_is_not_over_is_listed_whenever_it_was_and_the_rest_by_time()
    {
        var store = await OpenAsync();
        await store.AddAsync(Command("old-done", CommandState.Done) with { Changed = Noon.AddDays(-2), Created = Noon.AddDays(-3) }, Ct);
        await store.AddAsync(Command("old-sent", CommandState.Sent) with { Changed = Noon.AddDays(-2), Created = Noon.AddDays(-2) }, Ct);
        await store.AddAsync(Command("new-done", CommandState.Done), Ct);

        (await store.ListAsync(Noon.AddDays(-1), Ct)).Select(command => command.Id).Should().Equal("old-sent", "new-done");
    }

    [Fact]
    public async Task Old_commands_and_those_of_a_board_are_forgotten()
    {
        var store = await OpenAsync();
        await store.AddAsync(Command("1", CommandState.Done) with { Changed = Noon.AddDays(-40) }, Ct);
        await store.AddAsync(Command("2", CommandState.Queued) with { Changed = Noon.AddDays(-40) }, Ct);
        await store.AddAsync(Command("3", CommandState.Done), Ct);
        await store.AddAsync(Command("4", CommandState.Queued) with { Device = "board1" }, Ct);

        await store.RemoveAsync(Noon.AddDays(-30), Ct);
        (await store.ListAsync(DateTimeOffset.MinValue, Ct)).Select(command => command.Id).Should().BeEquivalentTo("2", "3", "4");
        await store.RemoveAsync("board2", Ct);
        (await store.ListAsync(DateTimeOffset.MinValue, Ct)).Select(command => command.Id).Should().BeEquivalentTo("4");
    }

    private static CommandRecord Command(string id, CommandState state) => new()
    {
        Id = id,
        Device = "board2",
        Requester = Jid.Parse("alice@localhost/phone"),
        Address = Jid.Parse("board2@things.localhost"),
        Values = [new("Relay", ControlParameterKind.Boolean, "true")],
        Created = Noon,
        Expires = Noon.AddMinutes(10),
        State = state,
        Changed = Noon,
    };
}
