using IotXmpp.Things.Model;
using IotXmpp.Things.Profiles;

namespace IotXmpp.Tool.Boards;

/// <summary>The device type of a board: what its EXI schema is made of, and what the service knows of it.</summary>
internal static class BoardProfile
{
    /// <summary>The type of a board.</summary>
    /// <exception cref="DeviceTypeException">No schema can be written for it.</exception>
    public static BoardType Of(BoardDescription board)
    {
        var type = new BoardType
        {
            Kind = board.Id,
            Revision = board.Revision,
            Schemas = "",
            Title = board.Title.Length > 0 ? char.ToLowerInvariant(board.Title[0]) + board.Title[1..] : "",
            DeviceType = board.DeviceType,
            Fields =
            [
                .. board.Fields.Select(field => new DeviceTypeField
                {
                    Name = field.Name, Kind = field.Kind, Unit = field.Unit, Minimum = field.Range?.Min, Maximum = field.Range?.Max, Decimals = field.Decimals,
                    FieldTypes = field.KeepsMinutes ? FieldTypes.Momentary | FieldTypes.HistoricalMinute : FieldTypes.Momentary,
                }),
            ],
            Parameters = [.. board.Parameters.Select(parameter => parameter.Definition)],
        };
        return type with { Schemas = type.CreateSchema().Id };
    }
}
