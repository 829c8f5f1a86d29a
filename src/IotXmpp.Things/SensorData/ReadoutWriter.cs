using System.Text;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>
/// Sends the parts of one readout or event as they come: in messages that fit the way, as fast as the reader takes them, with <c>done</c> on the last. Holds
/// one message back, since only then is the last one known, and no more.
/// </summary>
internal sealed class ReadoutWriter(IReadoutSink sink, SensorDataHandlerOptions options, Jid from, Jid to, string sequenceNumber, WireDialect dialect)
{
    /// <summary>Failures gathered for one message.</summary>
    private const int MaxErrors = 50;

    /// <summary>What an empty message around the payload takes, addresses besides: both full JIDs are 3 KB at most.</summary>
    private const int EnvelopeBytes = 200;

    private readonly List<ReadoutError> _errors = [];
    private Func<bool, XmppElement>? _held;
    private int _errorsLeftOut;

    /// <summary>Fields that were sent.</summary>
    public long FieldCount { get; private set; }

    /// <summary>Takes a part; returns when the reader has room for more.</summary>
    public async ValueTask WriteAsync(ReadoutPart part, CancellationToken ct)
    {
        if (part.Error is { } error)
        {
            await WriteAsync(error, ct);
            return;
        }

        foreach (var chunk in part.Fields!.Fields.Chunk(options.MaxFieldsPerMessage))
            await HoldAsync(part.Fields with { Fields = chunk }, ct);
        FieldCount += part.Fields.Fields.Count;
    }

    /// <summary>Nothing follows: sends what is held, marked as the last.</summary>
    /// <param name="beforeLast">Called before the last message goes: its receiver may use the number again at once.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask EndAsync(Action beforeLast, CancellationToken ct)
    {
        if (_errorsLeftOut > 0)
            _errors.Add(_errors[^1] with { Node = default, Text = $"{_errorsLeftOut} more nodes could not be read." });
        if (_errors.Count > 0)
        {
            await SendHeldAsync(ct);
            _held = done => SensorDataXml.WriteFailure(new ReadoutFailure(sequenceNumber, done, _errors));
        }

        _held ??= done => SensorDataXml.WriteFields(new ReadoutFields(sequenceNumber, done, []), dialect);
        await sink.WaitForRoomAsync(to, ct);
        beforeLast();
        await SendNowAsync(_held(true), ct);
    }

    /// <summary>Sends a payload to the reader.</summary>
    public async ValueTask SendAsync(XmppElement payload, CancellationToken ct)
    {
        await sink.WaitForRoomAsync(to, ct);
        await SendNowAsync(payload, ct);
    }

    private ValueTask SendNowAsync(XmppElement payload, CancellationToken ct) => sink.SendAsync(new Message { From = from, To = to, Payloads = [payload] }, ct);

    private async ValueTask WriteAsync(ReadoutError error, CancellationToken ct)
    {
        if (_errors.Count < MaxErrors)
            _errors.Add(error);
        else if (dialect.FailureEnds)
        {
            // Failures have to go last, and cannot be gathered without end.
            _errorsLeftOut++;
        }
        else
        {
            await SendAsync(SensorDataXml.WriteFailure(new ReadoutFailure(sequenceNumber, false, _errors)), ct);
            _errors.Clear();
            _errors.Add(error);
        }
    }

    private async ValueTask HoldAsync(NodeFields node, CancellationToken ct)
    {
        XmppElement Write(bool done) => SensorDataXml.WriteFields(new ReadoutFields(sequenceNumber, done, [node]), dialect);

        // A field alone always fits: names and values are bounded far below what every server has to take.
        if (node.Fields.Count > 1 && Encoding.UTF8.GetByteCount(Write(true).ToString()) > MaxPayloadBytes)
        {
            int half = node.Fields.Count / 2;
            await HoldAsync(node with { Fields = [.. node.Fields.Take(half)] }, ct);
            await HoldAsync(node with { Fields = [.. node.Fields.Skip(half)] }, ct);
            return;
        }

        await SendHeldAsync(ct);
        _held = Write;
    }

    private int MaxPayloadBytes =>
        Math.Min(sink.MaxStanzaBytes ?? int.MaxValue, options.MaxMessageBytes) - EnvelopeBytes - Encoding.UTF8.GetByteCount(from.ToString()) - Encoding.UTF8.GetByteCount(to.ToString());

    private async ValueTask SendHeldAsync(CancellationToken ct)
    {
        if (_held is { } held)
        {
            _held = null;
            await SendAsync(held(false), ct);
        }
    }
}
