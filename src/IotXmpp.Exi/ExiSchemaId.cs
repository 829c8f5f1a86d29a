namespace IotXmpp.Exi;

/// <summary>
/// The <c>schemaId</c> option (EXI 5.4) in its states: absent (schema agreed elsewhere), <c>xsi:nil</c> (schema-less),
/// empty (only the built-in XML Schema types) or a name both sides understand, for example <c>c:</c> + configurationId of XEP-0322.
/// </summary>
public readonly record struct ExiSchemaId
{
    private const string NilMarker = "\0nil";
    private readonly string? _value;

    private ExiSchemaId(string? value) => _value = value;

    /// <summary>The option is absent: the stream says nothing about its schema.</summary>
    public static ExiSchemaId Absent => default;

    /// <summary><c>xsi:nil="true"</c>: the body is schema-less.</summary>
    public static ExiSchemaId SchemaLess => new(NilMarker);

    /// <summary>The empty value: no user-defined schema, the built-in XML Schema types are available.</summary>
    public static ExiSchemaId BuiltInTypes => new("");

    /// <summary>A schema known to both sides by <paramref name="value"/>; the empty string means <see cref="BuiltInTypes"/>.</summary>
    public static ExiSchemaId Named(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ExiSchemaId(value);
    }

    /// <summary>No schemaId was given.</summary>
    public bool IsAbsent => _value is null;

    /// <summary>schemaId was nil.</summary>
    public bool IsSchemaLess => _value == NilMarker;

    /// <summary>schemaId was the empty string.</summary>
    public bool IsBuiltInTypes => _value is { Length: 0 };

    /// <summary>The text of the option (possibly empty), or null when it is absent or nil.</summary>
    public string? Value => IsSchemaLess ? null : _value;

    /// <inheritdoc/>
    public override string ToString() => IsAbsent ? "(absent)" : IsSchemaLess ? "(nil)" : $"\"{_value}\"";
}
