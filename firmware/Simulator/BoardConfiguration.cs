namespace IotXmpp.Simulator;

/// <summary>The EXI configuration that boards and concentrator agree on beforehand (XEP-0322 2.2.6).</summary>
/// <param name="Id">configurationId, without the prefix <c>c:</c>.</param>
/// <param name="GrammarImage">Compiled grammars; the server must have been given the same bytes under this id.</param>
/// <param name="Strict">EXI option strict. The other options are those of XEP-0322 2.4.3.</param>
public sealed record BoardConfiguration(string Id, byte[] GrammarImage, bool Strict = true);
