namespace IotXmpp.Exi.Channels;

/// <summary>A value channel of a block (EXI 9.2.2): the values of one qname in document order.</summary>
/// <typeparam name="T">What is kept of a value.</typeparam>
internal sealed class Channel<T>(int name)
{
    /// <summary>The element or attribute.</summary>
    public int Name { get; } = name;

    /// <summary>The values.</summary>
    public List<T> Values { get; } = [];
}
