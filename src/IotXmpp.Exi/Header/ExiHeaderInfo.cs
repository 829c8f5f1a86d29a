namespace IotXmpp.Exi;

/// <summary>What an EXI header (EXI 5) says.</summary>
/// <param name="HasCookie">The header began with <c>$EXI</c>.</param>
/// <param name="IsPreview">The version is marked as a preview version.</param>
/// <param name="Version">Format version, 1 for this specification.</param>
/// <param name="Options">The options document, or null when the header has none.</param>
public sealed record ExiHeaderInfo(bool HasCookie, bool IsPreview, int Version, ExiOptions? Options);
