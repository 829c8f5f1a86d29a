using System.Globalization;
using System.Text;
using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Schematics;

/// <summary>What to buy for a board: the module, its parts, what is around them, and what the description adds.</summary>
internal static class BillOfMaterials
{
    /// <summary>The list, parts that are bought together in one line.</summary>
    public static IReadOnlyList<BillLine> Of(BoardDescription board)
    {
        var result = new List<BillLine> { new("", 1, board.Module.Title, board.Module.PartNumber, "") };
        var bought = Schematic.Of(board).Where(part => part.Reference is not ("J1" or "J2"));
        foreach (var group in bought.GroupBy(part => (Title(part), part.PartNumber)))
            result.Add(new(string.Join(' ', group.Select(part => part.Reference)), group.Count(), group.Key.Item1, group.Key.PartNumber, string.Join("; ", group.Select(part => part.Purpose))));
        result.AddRange(board.Purchases.Select(purchase => new BillLine("", purchase.Count, purchase.Item, purchase.PartNumber, purchase.Note)));
        return result;

        string Title(SchematicPart part) => board.Parts.FirstOrDefault(candidate => candidate.Id == part.Part) is { } known
            ? StockPart.Of(known.Driver.Name)?.Title ?? known.Driver.Title
            : StockPart.Of(part.Value)?.Title ?? part.Value;
    }

    /// <summary>The list as comma-separated values (RFC 4180, with line feeds alone), for a dealer's basket.</summary>
    public static string WriteCsv(BoardDescription board)
    {
        var text = new StringBuilder("References,Count,Item,Part number,Note\n");
        foreach (var line in Of(board))
            text.AppendJoin(',', new[] { line.References, line.Count.ToString(CultureInfo.InvariantCulture), line.Item, line.PartNumber, line.Note }.Select(Cell)).Append('\n');
        return text.ToString();
    }

    private static string Cell(string text) => text.AsSpan().ContainsAny(',', '"') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
