using System.Net.Security;
using IotXmpp.Device.Boards;

namespace IotXmpp.Simulator;

/// <summary>What one simulated board is and where it connects.</summary>
public sealed record SimulatedBoardOptions
{
    /// <summary>Name of the board: local part of its JID, SASL user name and node id (<c>board1</c>).</summary>
    public required string Name { get; init; }

    /// <summary>What it measures and controls.</summary>
    public required BoardKind Kind { get; init; }

    /// <summary>Host name or address of the concentrator.</summary>
    public required string Host { get; init; }

    /// <summary>Port: the binary binding's (15222) or the XMPP port (5222, 5223 with TLS), to match <see cref="WayIn"/>.</summary>
    public required int Port { get; init; }

    /// <summary>Domain of the things; the only JID this board answers.</summary>
    public string ThingsDomain { get; init; } = "things.localhost";

    /// <summary>Password, when <see cref="Keys"/> are not given. Forgotten by the board once keys are derived.</summary>
    public string? Password { get; init; }

    /// <summary>Keys derived beforehand; they take precedence over <see cref="Password"/>.</summary>
    public ScramKeys? Keys { get; init; }

    /// <summary>How it gets to EXI.</summary>
    public WayIn WayIn { get; init; } = WayIn.BinaryBinding;

    /// <summary>
    /// Port at which the board speaks XML when the server refuses its configuration: by <see cref="WayIn.StreamCompression"/> that is <see cref="Port"/> itself. Null,
    /// the default: it does not, and keeps asking.
    /// </summary>
    public int? XmlPort { get; init; }

    /// <summary>An EXI configuration other than the firmware's own; null for that: <c>iot-board-1</c>, or that of the type of board.</summary>
    public BoardConfiguration? Configuration { get; init; }

    /// <summary>TLS from the first octet. Default false: a demonstration on loopback.</summary>
    public bool UseTls { get; init; }

    /// <summary>Name the server's certificate must carry; <see cref="ThingsDomain"/> by default.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Decides about the server's certificate; null means the platform's verification.</summary>
    public RemoteCertificateValidationCallback? ServerCertificateValidation { get; init; }

    /// <summary>Seed of the board's physics: the same seed gives the same readings at the same times. Nonces and jitter stay random.</summary>
    public int Seed { get; init; }

    /// <summary>Time between samples of a board of the demonstration; 10 s by default. A climate board's parameter Interval replaces it. The boards of
    /// <c>hardware/</c> have their own.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Opens the connection in place of <see cref="Host"/> and <see cref="Port"/>, below TLS; fails like a socket. For networks that break.</summary>
    public Func<CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>The calendar time as the board knows it; null while it does not. Without it the clock of the board's time provider is right.</summary>
    public Func<DateTimeOffset?>? Clock { get; init; }

    /// <summary>Puts something around the hardware, so that a test sees what was sampled.</summary>
    internal Func<Board, Board>? Around { get; init; }

    /// <summary>Says who and where, without credentials.</summary>
    public override string ToString() => $"{Name} ({Kind}) -> {Host}:{Port} by {WayIn}";
}
