namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>vCards of the people of the local domain (XEP-0054), as XML.</summary>
/// <remarks>Every method may throw <see cref="IOException"/> when the store cannot be used now.</remarks>
public interface IVCardStore
{
    /// <summary>A person's vCard, null if there is none.</summary>
    ValueTask<string?> FindAsync(string username, CancellationToken ct);

    /// <summary>Stores a person's vCard.</summary>
    ValueTask SetAsync(string username, string xml, CancellationToken ct);
}
