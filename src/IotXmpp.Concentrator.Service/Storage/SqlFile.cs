using System.Reflection;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>The statements of one embedded <c>.sql</c> file, each after a line <c>-- name: Name</c>.</summary>
internal sealed class SqlFile
{
    private const string Marker = "-- name: ";
    private readonly Dictionary<string, string> _statements = new(StringComparer.Ordinal);
    private readonly string _name;

    private SqlFile(string name, string text)
    {
        _name = name;
        foreach (string part in text.Split(Marker, StringSplitOptions.RemoveEmptyEntries))
        {
            int end = part.IndexOf('\n', StringComparison.Ordinal);
            _statements.Add(part[..end].Trim(), part[(end + 1)..].Trim());
        }
    }

    /// <summary>The statement of that name.</summary>
    public string this[string name] => _statements.TryGetValue(name, out string? sql) ? sql : throw new ArgumentException($"{_name}.sql has no statement {name}.", nameof(name));

    /// <summary>Reads <c>ENGINE/Statements/NAME.sql</c>.</summary>
    public static SqlFile Load(string name, string engine = "Sqlite") => new(name, Text($"{engine}.Statements.{name}.sql"));

    /// <summary>The migrations of an engine, in the order of their numbers, each with its number.</summary>
    public static IReadOnlyList<(int Number, string Sql)> Migrations(string engine = "Sqlite")
    {
        string prefix = $"{typeof(SqlFile).Namespace}.{engine}.Migrations.";
        return [.. typeof(SqlFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => (Number: int.Parse(name.AsSpan(prefix.Length, 4), System.Globalization.CultureInfo.InvariantCulture), Sql: Text(name[(typeof(SqlFile).Namespace!.Length + 1)..])))
            .OrderBy(migration => migration.Number)];
    }

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{typeof(SqlFile).Namespace}.{resource}")
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
