namespace IotXmpp.Exi.Strings;

/// <summary>A namespace name that an encoder has met; see <see cref="WrittenNames"/>.</summary>
/// <param name="text">The namespace name.</param>
/// <param name="initialId">Compact identifier among the initial uris, or -1.</param>
internal sealed class WrittenUri(string text, int initialId)
{
    public string Text { get; } = text;

    public int InitialId { get; } = initialId;

    /// <summary>Compact identifier in the tables with the number <see cref="Tables"/>.</summary>
    public int Id { get; set; }

    /// <summary>The tables that <see cref="Id"/> belongs to.</summary>
    public int Tables { get; set; }
}
