using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Things.Model;
using MQTTnet;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>
/// Commands from the broker, during one connection: for each board one after the other, each answered with what is known. Now or never: what the broker
/// has kept is not a command, and one that has waited too long is not carried out.
/// </summary>
internal sealed class CommandIntake(MqttOptions options, MqttTopics topics, IBridge bridge, IBoardGateway gateway, MqttConnection connection, Action<Exception> onFault, TimeProvider time, CancellationToken ct)
{
    /// <summary>Commands under way or waiting for their turn at most.</summary>
    private const int MaxCommands = 100;

    /// <summary>Parameters in one command at most: more than any board has.</summary>
    private const int MaxValues = 64;

    /// <summary>Longest <c>transaction</c>, characters: a UUID and a prefix.</summary>
    private const int MaxTransaction = 128;

    /// <summary>How long a command may wait for its turn: whoever gave it has stopped waiting by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly JsonDocumentOptions Flat = new() { MaxDepth = 4 };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);
    private int _count;
    private long _received;

    /// <summary>Commands taken in.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Takes in a message if it is a command. Does not wait.</summary>
    public bool TryReceive(MqttApplicationMessage message)
    {
        if (!topics.TryReadSet(message.Topic, out string board, out string? parameter))
            return false;
        // Whoever retains a command would have it run again at each connect; an empty one only deletes such.
        if (message.Retain || message.Payload.IsEmpty || !bridge.Route.HasBoard(board))
            return true;
        var now = time.GetUtcNow();
        var deadline = now + Patience;
        if (message.MessageExpiryInterval > 0 && now + TimeSpan.FromSeconds(message.MessageExpiryInterval) is var expiry && expiry < deadline)
            deadline = expiry;
        var command = new Command(board, ResponseTopic(message, board), message.CorrelationData, deadline);
        Interlocked.Increment(ref _received);
        if (message.Payload.Length > options.MaxPayloadBytes)
            Start(command, CommandAnswer.Bad($"A command has at most {options.MaxPayloadBytes} octets."));
        else if (!TryRead(message.Payload, parameter, command, out var problem))
            Start(command, problem);
        else
            Start(command, null);
        return true;
    }

    /// <summary>Waits for what is under way.</summary>
    public async Task EndAsync()
    {
        Task[] running;
        lock (_lock)
            running = [.. _last.Values];
        await Task.WhenAll(running);
    }

    private void Start(Command command, CommandAnswer? answer)
    {
        lock (_lock)
        {
            if (_count >= MaxCommands)
                answer ??= CommandAnswer.Busy;
            // Answers count too, or a flood of nonsense would have no bound.
            if (_count >= 2 * MaxCommands)
                return;
            _count++;
            if (_last.Count >= MaxCommands)
            {
                foreach (string idle in _last.Where(each => each.Value.IsCompleted).Select(each => each.Key).ToList())
                    _last.Remove(idle);
            }

            var before = _last.GetValueOrDefault(command.Board, Task.CompletedTask);
            _last[command.Board] = RunAsync(command, answer, before);
        }
    }

    /// <summary>Carries out a command, unless its answer is known already, and answers; both behind what came before.</summary>
    private async Task RunAsync(Command command, CommandAnswer? answer, Task before)
    {
        await before;
        if (answer is null && time.GetUtcNow() <= command.Deadline && !ct.IsCancellationRequested)
        {
            try
            {
                answer = CommandAnswer.Of((await gateway.SetAsync(bridge, command.Board, command.Values, ct)).Error);
            }
            catch (OperationCanceledException)
            {
                // The connection is over: nobody to answer, and the board will not do it later.
            }
            catch (Exception e)
            {
                // The top of this command's road: the next one goes on.
                onFault(e);
                answer = new CommandAnswer("refused", "internal-server-error", "Something went wrong here. It may or may not have been done.");
            }
        }

        await AnswerAsync(command, answer ?? CommandAnswer.Expired);
    }

    private async Task AnswerAsync(Command command, CommandAnswer answer)
    {
        // Off the road of the one who received it.
        await Task.Yield();
        try
        {
            await connection.PublishAsync(new MqttMessage(command.ResponseTopic, answer.ToJson(command.Transaction, command.Said)) { IsJson = true, CorrelationData = command.CorrelationData }, ct);
        }
        catch (Exception e) when (e is MqttLinkException or OperationCanceledException)
        {
            // The connection is over: an answer that comes later answers nobody.
        }
        finally
        {
            lock (_lock)
                _count--;
        }
    }

    /// <summary>
    /// Where the answer goes: where the sender wants it (MQTT 5 4.10), but never to a topic on which something listens that we serve: an answer must not become a command.
    /// </summary>
    private string ResponseTopic(MqttApplicationMessage message, string board)
    {
        string own = topics.Response(board);
        string? wanted = message.ResponseTopic;
        bool isAllowed = !string.IsNullOrEmpty(wanted) && wanted.Length <= 1024 && wanted[0] != '$' && wanted.AsSpan().IndexOfAny('+', '#') < 0
            && !topics.IsOwn(wanted)
            && !(options.HomeAssistantPrefix is { } discovery && wanted.StartsWith(discovery + "/", StringComparison.Ordinal))
            && !options.Devices.Any(device => device.Parameters.Any(parameter => parameter.Topic == wanted));
        return isAllowed ? wanted! : own;
    }

    private static bool TryRead(ReadOnlySequence<byte> payload, string? parameter, Command command, [NotNullWhen(false)] out CommandAnswer? problem)
    {
        problem = null;
        if (parameter is not null)
        {
            string text;
            try
            {
                text = new UTF8Encoding(false, true).GetString(payload);
            }
            catch (DecoderFallbackException)
            {
                problem = CommandAnswer.Bad("The payload is not UTF-8.");
                return false;
            }

            command.Add(parameter, text, JsonSerializer.SerializeToElement(text));
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(payload, Flat);
            problem = ReadObject(document.RootElement, command);
            return problem is null;
        }
        catch (JsonException)
        {
            problem = CommandAnswer.Bad("The payload is not JSON, such as {\"Relay\": true}.");
            return false;
        }
    }

    private static CommandAnswer? ReadObject(JsonElement root, Command command)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return CommandAnswer.Bad("The payload is not a JSON object, such as {\"Relay\": true}.");
        if (root.TryGetProperty("transaction", out var transaction))
        {
            if (transaction.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) || transaction.GetRawText().Length > MaxTransaction)
                return CommandAnswer.Bad($"A transaction is a text or a number of at most {MaxTransaction} characters.");
            command.Transaction = transaction.Clone();
        }

        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == "transaction")
                continue;
            string? text = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Number => property.Value.GetRawText(),
                _ => null,
            };
            if (text is null)
                return CommandAnswer.Bad("A value is a text, a number, true or false.");
            if (command.Values.Count == MaxValues || command.Values.Any(value => value.Name == property.Name))
                return CommandAnswer.Bad($"A command has at most {MaxValues} parameters, each once.");
            command.Add(property.Name, text, property.Value.Clone());
        }

        return command.Values.Count > 0 ? null : CommandAnswer.Bad("The command has no parameter.");
    }

    private sealed class Command(string board, string responseTopic, byte[]? correlationData, DateTimeOffset deadline)
    {
        public string Board => board;

        public string ResponseTopic => responseTopic;

        public byte[]? CorrelationData => correlationData;

        public DateTimeOffset Deadline => deadline;

        public JsonElement? Transaction { get; set; }

        public List<ControlValue> Values { get; } = [];

        /// <summary>The values as they were said, for the answer.</summary>
        public List<(string Name, JsonElement Value)> Said { get; } = [];

        public void Add(string name, string text, JsonElement said)
        {
            Values.Add(new ControlValue(name, null, text));
            Said.Add((name, said));
        }
    }
}
