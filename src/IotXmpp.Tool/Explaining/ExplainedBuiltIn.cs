namespace IotXmpp.Tool.Explaining;

/// <summary>A built-in element grammar (EXI 8.4.3): what was learned, the latest with event code 0.</summary>
internal sealed class ExplainedBuiltIn
{
    public List<Learned> StartTag { get; } = [];

    public List<Learned> Content { get; } = [];

    public readonly record struct Learned(string Terminal, (string Uri, string LocalName) Name);
}
