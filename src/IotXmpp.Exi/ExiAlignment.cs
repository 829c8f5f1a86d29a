namespace IotXmpp.Exi;

/// <summary>The <c>alignment</c> option (EXI 5.4). With <see cref="ExiOptions.Compression"/> the value is ignored.</summary>
public enum ExiAlignment
{
    /// <summary>Event codes and content follow one another without padding; the default.</summary>
    BitPacked,

    /// <summary>Every event code part and content item starts at a byte boundary.</summary>
    ByteAlignment,

    /// <summary>Blocks and channels as for EXI compression, without the DEFLATE step (EXI 9).</summary>
    PreCompression,
}
