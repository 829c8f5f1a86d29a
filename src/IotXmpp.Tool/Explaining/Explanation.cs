namespace IotXmpp.Tool.Explaining;

/// <summary>What some bits of a stream mean.</summary>
/// <param name="Start">Offset from the start of the stream, in bits.</param>
/// <param name="Length">Number of bits; 0 for an event that takes none.</param>
/// <param name="Depth">Open elements.</param>
/// <param name="Kind">What the bits are, such as <c>event code</c>.</param>
/// <param name="Meaning">What they say.</param>
/// <param name="Place">Where in the grammars; empty if there is nothing to say.</param>
internal sealed record Explanation(long Start, int Length, int Depth, string Kind, string Meaning, string Place = "");
