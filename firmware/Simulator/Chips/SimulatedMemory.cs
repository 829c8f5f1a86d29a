using IotXmpp.Node.Boards;

namespace IotXmpp.Simulator.Chips;

/// <summary>What a simulated board remembers, as long as the object lives.</summary>
internal sealed class SimulatedMemory : BoardMemory
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string? Load(string name) => _texts.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override void Store(string name, string text) => _texts[name] = text;
}
