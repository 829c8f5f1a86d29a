using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Sources;

/// <summary>Worlds made ready for a test.</summary>
internal static class Prepared
{
    /// <summary>Alice makes a group.</summary>
    public static async Task GroupAsync(this World world, string id, string parent = "Root") =>
        (await world.SetAsync(World.Alice, "createNewNode", $"sourceId='MeteringGroups' nodeId='{parent}' type='IotXmpp.Group'", Ask.Submit(("id", id)))).Response();

    /// <summary>Alice puts a board into a group.</summary>
    public static async Task ReferAsync(this World world, string id, string board, string parent = "Root") =>
        (await world.SetAsync(World.Alice, "createNewNode", $"sourceId='MeteringGroups' nodeId='{parent}' type='IotXmpp.TopologyReference'", Ask.Submit(("id", id), ("referenceId", board)))).Response();

    /// <summary>Alice lets somebody read a board.</summary>
    public static async Task AllowReadAsync(this World world, Jid who, string board) =>
        (await world.ChatAsync(World.Alice, "things.localhost", $"allow {who} {board}")).Body.Should().NotBeNull();
}
