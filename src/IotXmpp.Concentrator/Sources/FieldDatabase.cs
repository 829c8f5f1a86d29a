using System.Globalization;
using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.SensorData;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// The one field database (XEP-0326 3.9): everything the boards have reported. A readout of it asks no board; its parts, its number and its cancellation
/// are those of XEP-0323.
/// </summary>
internal sealed class FieldDatabase(BoardTable boards, BoardAccess access, IHistoryStore history, Func<Jid, Jid, ReadoutRequest, ReadoutPlan, StanzaError?> admit, Action<Jid, string> begin, TimeProvider time)
{
    /// <summary>Id.</summary>
    public const string Id = "History";

    /// <summary>Fields handed on at once.</summary>
    private const int Chunk = 100;

    private const string Ignore = "Ignore";
    private const string Required = "Required";
    private const string Prohibited = "Prohibited";

    private static readonly (string Id, string Label, FieldTypes Type)[] Types =
    [
        ("momentary", "Momentary values", FieldTypes.Momentary), ("peak", "Peak values", FieldTypes.Peak), ("status", "Status values", FieldTypes.Status),
        ("computed", "Computed values", FieldTypes.Computed), ("identity", "Identity values", FieldTypes.Identity),
        ("historySecond", "Second values", FieldTypes.HistoricalSecond), ("historyMinute", "Minute values", FieldTypes.HistoricalMinute),
        ("historyHour", "Hour values", FieldTypes.HistoricalHour), ("historyDay", "Day values", FieldTypes.HistoricalDay),
        ("historyWeek", "Week values", FieldTypes.HistoricalWeek), ("historyMonth", "Month values", FieldTypes.HistoricalMonth),
        ("historyQuarter", "Quarter values", FieldTypes.HistoricalQuarter), ("historyYear", "Year values", FieldTypes.HistoricalYear),
        ("historyOther", "Other values", FieldTypes.HistoricalOther),
    ];

    private static readonly (string Id, string Label, FieldQuality Quality)[] Qualities =
    [
        ("missing", "Missing", FieldQuality.Missing), ("automaticEstimates", "Automatic estimates", FieldQuality.AutomaticEstimate),
        ("manualEstimates", "Manual estimates", FieldQuality.ManualEstimate), ("manualReadout", "Manual readout", FieldQuality.ManualReadout),
        ("automaticReadout", "Automatic readout", FieldQuality.AutomaticReadout), ("timeOffset", "Time offset", FieldQuality.TimeOffset),
        ("warning", "Warning", FieldQuality.Warning), ("error", "Error", FieldQuality.Error), ("signed", "Signed", FieldQuality.Signed),
        ("invoiced", "Invoiced", FieldQuality.Invoiced), ("endOfSeries", "End of series", FieldQuality.EndOfSeries),
        ("powerFailure", "Power failure", FieldQuality.PowerFailure), ("invoicedConfirmed", "Invoice confirmed", FieldQuality.InvoiceConfirmed),
    ];

    /// <summary>The list of databases.</summary>
    public static ConcentratorResult List() => ConcentratorResult.Of(w =>
    {
        w.WriteStartElement("database", Ns.Concentrators);
        w.WriteAttributeString("databaseId", Id);
        w.WriteAttributeString("name", "History of the boards");
        w.WriteEndElement();
    });

    /// <summary>What a readout needs.</summary>
    public IReadOnlyList<ParameterDescription> Parameters()
    {
        var now = time.GetUtcNow();
        return
        [
            new("from", "From") { Kind = NodeParameterKind.DateTime, IsRequired = true, Page = "Time", Description = "First time.", Value = XmppDateTime.Format(now.AddDays(-1)) },
            new("to", "To") { Kind = NodeParameterKind.DateTime, IsRequired = true, Page = "Time", Description = "Last time.", Value = XmppDateTime.Format(now) },
            new("fields", "Fields") { IsMultiple = true, Page = "Fields", Description = "Names of fields, one a line; nothing for all." },
            .. Types.Select(type => new ParameterDescription(type.Id, type.Label) { Kind = NodeParameterKind.Boolean, Page = "Types", Value = type.Type == FieldTypes.Momentary ? "true" : "false" }),
            .. Qualities.Select(quality => new ParameterDescription(quality.Id, quality.Label) { Page = "Status", Options = [new(Ignore), new(Required), new(Prohibited)], Value = Ignore }),
            new("statusLogicMode", "Status logic mode") { Page = "Status", Options = [new("Any"), new("All")], Value = "Any", Description = "Whether any or all of the required states must be there." },
        ];
    }

    /// <summary>Starts a readout.</summary>
    public async ValueTask<ConcentratorResult> StartAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var (values, errors) = ParameterForm.Read(request.Form, Parameters(), isNew: true);
        if (errors.Count > 0)
            return ConcentratorResult.FormError(errors);
        if (Time(values["from"]) > Time(values["to"]))
            return ConcentratorResult.FormError([new ParameterError("to", "The To timestamp cannot be older than the From timestamp.")]);
        var readout = new ReadoutRequest
        {
            SequenceNumber = request.SequenceNumber,
            Nodes = request.Nodes,
            Fields = values.GetValueOrDefault("fields", "").Split('\n', StringSplitOptions.RemoveEmptyEntries),
            FieldTypes = Types.Aggregate(FieldTypes.None, (types, type) => values[type.Id] == "true" ? types | type.Type : types),
            From = Time(values["from"]),
            To = Time(values["to"]),
        };
        var targets = new List<(Board Board, string NodeId, AccessDecision Decision)>();
        foreach (var node in request.Nodes)
        {
            if (node.SourceId is not (TopologySource.Id or TopologySource.ListId) || await boards.FindAsync(BoardNodeId.BoardOf(node.NodeId), ct) is not { } board
                || !await access.MaySeeAsync(new AccessRequest(request.Requester, board.Record, AccessAction.See) { Tokens = request.Tokens }, ct)
                || (node.NodeId != board.Name && !board.SubNodes().Contains(node.NodeId, StringComparer.Ordinal)))
                return ConcentratorResult.NotFound;
            var question = new AccessRequest(request.Requester, board.Record, AccessAction.Read)
            {
                Node = new NodeRef(node.NodeId),
                Names = readout.Fields,
                FieldTypes = readout.EffectiveTypes,
                Tokens = request.Tokens,
            };
            var decision = await access.CheckAsync(board, question, ct);
            if (!decision.IsAllowed)
                return ConcentratorResult.Forbidden;
            targets.Add((board, node.NodeId, decision));
        }

        var plan = ReadoutPlan.Accept(token => ReadAsync(targets, readout, field => Passes(field, values), token));
        if (admit(request.Requester, request.Address, readout, plan) is { } error)
            return new ConcentratorResult(ResponseCode.OtherError) { Condition = error.Condition, Text = error.Text };
        return ConcentratorResult.Done with { Then = () => begin(request.Requester, request.SequenceNumber) };
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>What must not be there is not there; of what must, any or all is.</summary>
    private static bool Passes(Field field, IReadOnlyDictionary<string, string> values)
    {
        if (Qualities.Any(quality => values[quality.Id] == Prohibited && (field.Quality & quality.Quality) != 0))
            return false;
        var required = Qualities.Where(quality => values[quality.Id] == Required).ToList();
        if (required.Count == 0)
            return true;
        return values["statusLogicMode"] == "All"
            ? required.All(quality => (field.Quality & quality.Quality) != 0)
            : required.Any(quality => (field.Quality & quality.Quality) != 0);
    }

    private async IAsyncEnumerable<ReadoutPart> ReadAsync(
        List<(Board Board, string NodeId, AccessDecision Decision)> targets, ReadoutRequest request, Predicate<Field> passes, [EnumeratorCancellation] CancellationToken ct)
    {
        var types = request.EffectiveTypes;
        foreach (var (board, nodeId, granted) in targets)
        {
            var decision = granted;
            var chunk = new List<Field>(Chunk);
            var periods = new HistoryPeriods(request.From);
            var query = new HistoryQuery { Device = board.Name, Fields = request.Fields, From = request.From, To = request.To, Limit = BoardReader.MaxHistory };
            await foreach (var entry in history.QueryAsync(query, ct))
            {
                // What it was when it was stored, and what it stands for since.
                var field = entry.Field with { FieldTypes = entry.Field.FieldTypes | periods.Mark(entry).FieldTypes };
                if (entry.Node.NodeId != nodeId || (field.FieldTypes & types) == 0 || !decision.Covers(entry.Node, field) || !passes(field))
                    continue;
                chunk.Add(field);
                if (chunk.Count < Chunk)
                    continue;
                yield return ReadoutPart.Of(new NodeFields(new NodeRef(nodeId, TopologySource.Id), chunk));
                chunk = new List<Field>(Chunk);
                // A revocation works while the readout runs.
                decision = await access.RenewAsync(decision, ct);
            }

            if (chunk.Count > 0)
                yield return ReadoutPart.Of(new NodeFields(new NodeRef(nodeId, TopologySource.Id), chunk));
        }
    }
}
