using IotXmpp.Things.Profiles;

namespace IotXmpp.Tool.Boards;

/// <summary>The device type of a board: what its EXI schema is made of.</summary>
internal static class BoardProfile
{
    /// <summary>The description of a board's type, for one board under one domain.</summary>
    /// <param name="board">The board.</param>
    /// <param name="node">Its node id: its name.</param>
    /// <param name="domain">The things domain its readings go to.</param>
    public static DeviceTypeDescription Of(BoardDescription board, string node, string domain) => new()
    {
        Id = board.Id,
        Nodes = [node],
        SendsTo = [domain],
        Fields =
        [
            .. board.Fields.Select(field => new DeviceTypeField
            {
                Name = field.Name, Kind = field.Kind, Unit = field.Unit, Minimum = field.Range?.Min, Maximum = field.Range?.Max, Decimals = field.Decimals,
            }),
        ],
        Parameters = [.. board.Parameters.Select(parameter => parameter.Definition)],
    };
}
