namespace IotXmpp.Exi.Bits;

/// <summary>A place of a <see cref="BitWriter"/>.</summary>
internal readonly record struct BitMark(int Index, int Used, ulong Pending);
