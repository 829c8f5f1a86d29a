namespace IotXmpp.Exi.Fuzz;

/// <summary>Something that takes any bytes.</summary>
internal interface IFuzzTarget
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Inputs to begin with.</summary>
    IEnumerable<byte[]> Seeds { get; }

    /// <summary>What mutation may insert as a whole; empty for binary inputs.</summary>
    IReadOnlyList<byte[]> Words { get; }

    /// <summary>Takes an input. An exception is a finding.</summary>
    void Run(byte[] input);
}
