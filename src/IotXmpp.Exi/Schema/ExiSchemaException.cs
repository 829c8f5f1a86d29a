namespace IotXmpp.Exi.Schema;

/// <summary>A schema set that cannot be compiled: not well-formed, not a legal schema, incomplete, or over a limit.</summary>
public sealed class ExiSchemaException : Exception
{
    internal ExiSchemaException(string problem, string? location = null, int line = 0, Exception? inner = null)
        : base(location is null ? problem : line > 0 ? $"{location}({line}): {problem}" : $"{location}: {problem}", inner)
    {
        Location = location;
        Line = line;
    }

    /// <summary>Location of the source at fault, if one document is.</summary>
    public string? Location { get; }

    /// <summary>Line in that document from 1, or 0 if unknown.</summary>
    public int Line { get; }
}
