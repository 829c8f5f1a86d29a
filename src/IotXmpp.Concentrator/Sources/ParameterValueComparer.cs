using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Sources;

/// <summary>Orders values of parameters: numbers by size, everything else as text; nothing comes first.</summary>
internal sealed class ParameterValueComparer : IComparer<string?>
{
    public static ParameterValueComparer Instance { get; } = new();

    public int Compare(string? x, string? y) =>
        FieldValue.TryCreate(FieldValueKind.Numeric, x ?? "", null, out var left) && FieldValue.TryCreate(FieldValueKind.Numeric, y ?? "", null, out var right)
        && left.TryGetNumber(out double first) && right.TryGetNumber(out double second)
            ? first.CompareTo(second)
            : StringComparer.Ordinal.Compare(x, y);
}
