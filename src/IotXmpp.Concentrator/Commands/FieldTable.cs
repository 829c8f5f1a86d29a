using System.Globalization;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>Fields as a table that chat clients show (XEP-0004 3.4).</summary>
internal static class FieldTable
{
    /// <summary>A table of fields.</summary>
    /// <param name="title">Title.</param>
    /// <param name="rows">The fields in order, with the node each belongs to.</param>
    /// <param name="own">Node id of the board itself: other nodes are named in a column of their own.</param>
    public static DataForm Of(string title, IReadOnlyList<(NodeRef Node, Field Field)> rows, string own)
    {
        bool hasNodes = rows.Any(row => row.Node.NodeId != own);
        List<FormField> Row(string node, string field, string value, string time)
        {
            var cells = new List<FormField> { Cell("field", field), Cell("value", value), Cell("time", time) };
            if (hasNodes)
                cells.Insert(0, Cell("node", node));
            return cells;
        }

        return new DataForm(DataFormType.Result)
        {
            Title = title,
            Reported = Heading(Row("Node", "Field", "Value", "Time (UTC)")),
            Items = [.. rows.Select(row => Row(ValueText.Clean(row.Node.NodeId), ValueText.Clean(row.Field.Name), ValueText.Value(row.Field), Time(row.Field.Timestamp)))],
        };
    }

    /// <summary>A point in time as people read it, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>One cell of a row.</summary>
    public static FormField Cell(string name, string value) => new() { Var = name, Values = [value] };

    /// <summary>The heading that belongs to rows: their values are its labels.</summary>
    public static List<FormField> Heading(IEnumerable<FormField> row) => [.. row.Select(cell => new FormField { Var = cell.Var, Type = FormFieldType.TextSingle, Label = cell.Value })];
}
