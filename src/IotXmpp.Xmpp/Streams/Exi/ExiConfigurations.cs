namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>
/// The EXI configurations peers may agree on with us. Fixed at start: a peer chooses among our schema sets and lowers options, and the id it gets
/// spells both, so there is nothing to remember for anyone.
/// </summary>
public sealed class ExiConfigurations
{
    private readonly Dictionary<string, ExiConfiguration> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExiSchemaSet> _sets = new(StringComparer.Ordinal);

    /// <summary>Creates the registry.</summary>
    /// <param name="default">What the binary binding starts with, <c>urn:xmpp:exi:default</c> (XEP-0322 2.4.3, 3.14); see <see cref="ExiDefaultSchema"/>.</param>
    /// <param name="configurations">Predefined configurations, such as that of the boards. Their schema sets may be agreed on with other options too.</param>
    /// <exception cref="ArgumentException">Two configurations of one id.</exception>
    public ExiConfigurations(ExiConfiguration @default, IEnumerable<ExiConfiguration> configurations)
    {
        Default = @default;
        foreach (var configuration in configurations)
        {
            _named.Add(configuration.Id, configuration);
            _sets[configuration.Set.Id] = configuration.Set;
        }
    }

    private ExiConfigurations()
    {
    }

    /// <summary>EXI is not spoken.</summary>
    public static ExiConfigurations None { get; } = new();

    /// <summary>True when EXI is not spoken.</summary>
    public bool IsEmpty => Default is null;

    /// <summary>What the binary binding starts with; null only in <see cref="None"/>.</summary>
    public ExiConfiguration? Default { get; }

    /// <summary>The configuration of that id, null if there is none.</summary>
    public ExiConfiguration? Find(string id)
    {
        if (_named.TryGetValue(id, out var configuration))
            return configuration;
        // The tail of a negotiated id is the options' code; a set's id has no dot.
        int end = id.IndexOf('.');
        if (end < 0 || id.Length > 80 || !_sets.TryGetValue(id[..end], out var set) || ExiProposal.FromCode(id[(end + 1)..]) is not { } proposal)
            return null;
        return new ExiConfiguration(id, set, proposal.Options, proposal.SessionWideBuffers);
    }

    /// <summary>True if one of our sets has the schema.</summary>
    internal bool Knows(ExiSchema schema) => _sets.Values.Any(set => set.Contains(schema));

    /// <summary>The configuration of exactly these schemas and options, null if no set has exactly them.</summary>
    internal ExiConfiguration? Find(IReadOnlySet<ExiSchema> schemas, ExiProposal proposal)
    {
        foreach (var named in _named.Values)
        {
            if (named.Set.IsExactly(schemas) && named.Options == proposal.Options && named.SessionWideBuffers == proposal.SessionWideBuffers)
                return named;
        }

        foreach (var set in _sets.Values)
        {
            if (set.IsExactly(schemas))
                return new ExiConfiguration($"{set.Id}.{proposal.ToCode()}", set, proposal.Options, proposal.SessionWideBuffers);
        }

        return null;
    }
}
