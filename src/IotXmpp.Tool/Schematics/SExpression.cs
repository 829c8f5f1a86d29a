using System.Globalization;
using System.Text;

namespace IotXmpp.Tool.Schematics;

/// <summary>Writes the files of KiCad: lists in round brackets, a line for each list that has lists inside.</summary>
internal sealed class SExpression
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Begins a list.</summary>
    /// <param name="head">Its first word and the atoms behind it, as they are to stand there.</param>
    public SExpression Open(string head)
    {
        Line("(" + head);
        _depth++;
        return this;
    }

    /// <summary>Ends the list begun last.</summary>
    public SExpression Close()
    {
        _depth--;
        Line(")");
        return this;
    }

    /// <summary>A list on one line.</summary>
    public SExpression Add(string content)
    {
        Line("(" + content + ")");
        return this;
    }

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    /// <summary>Millimetres of a length in steps of 1.27 mm, the grid of all that carries a connection.</summary>
    public static string Millimetres(double steps) => (steps * 1.27).ToString("0.####", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();

    private void Line(string text) => _text.Append(' ', _depth * 2).Append(text).Append('\n');
}
