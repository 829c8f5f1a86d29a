using System.Globalization;
using System.Net;

namespace IotXmpp.Tool.Explaining;

/// <summary>Explanations for people: as columns, or as a page of HTML that stands alone.</summary>
internal static class ExplanationText
{
    private const int ShownBits = 24;

    private const string Style =
        "body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse}td,th{padding:.15em .8em;text-align:left;vertical-align:top}"
        + "tr:nth-child(even){background:#f4f4f4}td.bits{font-family:ui-monospace,monospace;color:#555}td.at{text-align:right;color:#888}"
        + "td.place{color:#777}tr.code td.meaning{font-weight:600}p.error{color:#b00}";

    /// <summary>One line an item: bit offset, bits, meaning indented by depth, place.</summary>
    internal static void Write(TextWriter output, ExplainedBits bits, string? error)
    {
        foreach (Explanation note in bits.Notes)
        {
            string meaning = $"{new string(' ', 2 * note.Depth)}{note.Kind}: {OneLine(note.Meaning)}";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{note.Start,8}  {bits.Show(note, ShownBits),-30} {meaning}{(note.Place.Length > 0 ? "   [" + note.Place + "]" : "")}"));
        }

        if (error is not null)
            output.WriteLine($"{bits.Position,8}  ERROR {error}");
    }

    /// <summary>The same as a page.</summary>
    internal static void WriteHtml(TextWriter output, string title, ExplainedBits bits, string? error)
    {
        output.WriteLine($"<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>{Encode(title)}</title><style>{Style}</style>");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<h1>{Encode(title)}</h1><p>{bits.Length} bits, {bits.Length / 8} bytes</p>"));
        output.WriteLine("<table><tr><th>bit</th><th>bits</th><th>what</th><th>meaning</th><th>where</th></tr>");
        foreach (Explanation note in bits.Notes)
        {
            string row = note.Kind == "event code" ? " class=\"code\"" : "";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"<tr{row}><td class=\"at\">{note.Start}</td><td class=\"bits\">{bits.Show(note, ShownBits)}</td><td style=\"padding-left:{note.Depth + 1}em\">{Encode(note.Kind)}</td><td class=\"meaning\">{Encode(note.Meaning)}</td><td class=\"place\">{Encode(note.Place)}</td></tr>"));
        }

        output.WriteLine("</table>");
        if (error is not null)
            output.WriteLine($"<p class=\"error\">{Encode(error)} (bit {bits.Position})</p>");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("\\n");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
