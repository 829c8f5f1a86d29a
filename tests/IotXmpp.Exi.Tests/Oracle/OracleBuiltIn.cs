namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>A built-in element grammar (EXI 8.4.3): what was learned, last first by event code.</summary>
internal sealed class OracleBuiltIn
{
    public List<Learned> StartTag { get; } = [];

    public List<Learned> Content { get; } = [];

    public readonly record struct Learned(string Terminal, (string Uri, string LocalName) Name);
}
