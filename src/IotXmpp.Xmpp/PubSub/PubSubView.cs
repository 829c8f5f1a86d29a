namespace IotXmpp.Xmpp.PubSub;

/// <summary>What one reader may see of a node's items.</summary>
public sealed class PubSubView
{
    private readonly Func<PubSubItem, PubSubItem?>? _show;

    private PubSubView(bool isAllowed, Func<PubSubItem, PubSubItem?>? show)
    {
        IsAllowed = isAllowed;
        _show = show;
    }

    /// <summary>Every item as it is.</summary>
    public static PubSubView Everything { get; } = new(true, null);

    /// <summary>Nothing: the node may not be subscribed to or read.</summary>
    public static PubSubView Nothing { get; } = new(false, static _ => null);

    /// <summary>False if the node may not be read at all.</summary>
    public bool IsAllowed { get; }

    /// <summary>A part.</summary>
    /// <param name="show">An item as the reader may see it; null for one he may not know of.</param>
    public static PubSubView Of(Func<PubSubItem, PubSubItem?> show) => new(true, show);

    /// <summary>The items as the reader may see them.</summary>
    public IReadOnlyList<PubSubItem> Show(IReadOnlyList<PubSubItem> items) => _show is null ? items : [.. items.Select(_show).OfType<PubSubItem>()];
}
