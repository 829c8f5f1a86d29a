using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator;

/// <summary>
/// The concentrator: boards on one side (<see cref="Devices"/>), the XMPP world on the other (<see cref="IThingsDomain"/>).
/// </summary>
public sealed class Concentrator : IThingsDomain, IAsyncDisposable
{
    /// <summary>Builds a concentrator; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">Configuration.</param>
    /// <param name="stores">Where boards, history and friendships are kept.</param>
    /// <param name="connect">Makes the upstream that will carry our stanzas, given the domain it serves. Called once, here.</param>
    /// <param name="time">Clock and timers.</param>
    /// <param name="loggers">Log.</param>
    public Concentrator(ConcentratorOptions options, ConcentratorStores stores, Func<IThingsDomain, IUpstream> connect, TimeProvider time, ILoggerFactory loggers)
    {
        _ = stores;
        _ = time;
        _ = loggers;
        Domain = options.Domain;
        Upstream = connect(this);
    }

    /// <inheritdoc/>
    public string Domain { get; }

    /// <summary>Where boards log in.</summary>
    public IStreamHost Devices => throw new NotImplementedException();

    /// <summary>The way to the XMPP world.</summary>
    public IUpstream Upstream { get; }

    /// <summary>Loads what is known of the boards. Call before listeners and upstream start.</summary>
    public ValueTask StartAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Tells friends that the boards are away and ends what is under way. Call after the listeners have stopped, before the upstream does.</summary>
    public ValueTask StopAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Figures for the health document.</summary>
    public ValueTask<ConcentratorStatus> GetStatusAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(Stanza stanza, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask OnConnectedAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
