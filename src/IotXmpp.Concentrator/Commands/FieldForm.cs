using System.Globalization;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>Fields as result forms that chat clients show: one form field each.</summary>
/// <remarks>COMPAT Gajim 1.7: its command window never ends on a table of <c>reported</c> and <c>item</c> (XEP-0004 3.4), so there are none.</remarks>
internal static class FieldForm
{
    /// <summary>Values of the present: name and value, and when it was measured.</summary>
    /// <param name="title">Title.</param>
    /// <param name="values">The fields in order, with the node each belongs to.</param>
    /// <param name="own">Node id of the board itself: other nodes are named.</param>
    public static DataForm OfValues(string title, IReadOnlyList<(NodeRef Node, Field Field)> values, string own)
    {
        bool isOneTime = values.Select(value => value.Field.Timestamp).Distinct().Count() == 1;
        var fields = values.Select(value => Text(Name(value.Node, value.Field, own), isOneTime ? ValueText.Value(value.Field) : $"{ValueText.Value(value.Field)} ({Time(value.Field.Timestamp)})"));
        return new DataForm(DataFormType.Result)
        {
            Title = title,
            Fields = isOneTime ? [.. fields, Text("Time (UTC)", Time(values[0].Field.Timestamp))] : [.. fields],
        };
    }

    /// <summary>Values over time: for each field its lines of time and value, the newest first: that is what a small window shows.</summary>
    public static DataForm OfHistory(string title, IEnumerable<(NodeRef Node, Field Field)> values, string own) => new(DataFormType.Result)
    {
        Title = title,
        Fields =
        [
            .. values.GroupBy(value => Name(value.Node, value.Field, own)).Select(series => new FormField
            {
                Var = series.Key,
                Type = FormFieldType.TextMulti,
                Label = series.Key,
                Values = [.. series.Reverse().Select(value => $"{Time(value.Field.Timestamp)}  {ValueText.Value(value.Field)}")],
            }),
        ],
    };

    /// <summary>A point in time as people read it, to the second, UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A line of a result.</summary>
    public static FormField Text(string name, string value) => new() { Var = name, Type = FormFieldType.TextSingle, Label = name, Values = [value] };

    private static string Name(NodeRef node, Field field, string own) =>
        node.NodeId.Length == 0 || node.NodeId == own ? ValueText.Clean(field.Name) : $"{ValueText.Clean(node.NodeId)}: {ValueText.Clean(field.Name)}";
}
