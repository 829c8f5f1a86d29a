using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Provisioning;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Access;

/// <summary>
/// Random histories of orders, answers, requests, subscriptions, restarts and time, through the whole concentrator, against <see cref="AccessModel"/>: whatever
/// happened before, a stranger gets what the owner said last, no field and no parameter more, and none less.
/// </summary>
public sealed class AccessHistoryTests
{
    private const int Histories = 10_000;

    private static readonly string[] Fields = ["Temperature", "Humidity", "Pressure"];
    private static readonly string[] Parameters = ["Relay", "Brightness"];
    private const string Token = "TOKEN";
    private static readonly X509Certificate2 Certificate = MakeKey();
    private static readonly string Thumbprint = TokenCertificate.Read(Certificate.RawData)!.Thumbprint;
    private static readonly string[] Subjects = ["v1@a.example", "v2@a.example", "v3@b.example", "everyone at a.example", "everyone", $"certificate {Thumbprint}"];
    private static readonly Jid[] Visitors = [Jid.Parse("v1@a.example/x"), Jid.Parse("v2@a.example/x"), Jid.Parse("v3@b.example/x")];

    [Fact]
    public async Task Nobody_gets_more_or_less_than_the_owner_said_last()
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Histories),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (seed, _) =>
            {
                if (!failures.IsEmpty)
                    return;
                var random = new Random(seed);
                List<Step> steps = [.. Enumerable.Range(0, random.Next(4, 16)).Select(_ => new Step(random.Next(100), random.Next()))];
                if (await PlayAsync(steps) is not { } problem)
                    return;
                // The shortest history that still fails says most.
                for (int i = steps.Count - 1; i >= 0; i--)
                {
                    List<Step> shorter = [.. steps[..i], .. steps[(i + 1)..]];
                    if (await PlayAsync(shorter) is { } same)
                        (steps, problem) = (shorter, same);
                }

                failures.Enqueue($"History {seed}: {problem}");
            });

        failures.Should().BeEmpty();
    }

    /// <summary>Plays a history; what went wrong, with what led to it, or null.</summary>
    private static async Task<string?> PlayAsync(IReadOnlyList<Step> steps)
    {
        var log = new List<string>();
        await using var history = await History.StartAsync(log);
        foreach (var step in steps)
        {
            if (await history.PlayAsync(step) is { } problem)
                return $"{problem}\n{string.Join('\n', log)}";
        }

        return null;
    }

    private static X509Certificate2 MakeKey()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=service", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private readonly record struct Step(int Kind, int Seed);

    private sealed class History(World world, List<string> log) : IAsyncDisposable
    {
        private readonly Dictionary<string, AccessModel> _models = new() { ["board1"] = new AccessModel(), ["board2"] = new AccessModel() };
        private ScriptedBoard _climate = null!;
        private ScriptedBoard _relay = null!;
        private Jid _owner = World.Alice;
        private readonly Dictionary<Jid, DateTimeOffset> _proven = [];
        private int _readouts;

        public static async Task<History> StartAsync(List<string> log)
        {
            var history = new History(await World.CreateAsync(), log);
            await history.GiveTokenAsync();
            await history.ConnectAsync();
            return history;
        }

        public ValueTask DisposeAsync() => world.DisposeAsync();

        public async Task<string?> PlayAsync(Step step)
        {
            var random = new Random(step.Seed);
            string? problem = step.Kind switch
            {
                < 20 => await ReadAsync(Pick(random, Visitors), Some(random, Fields), null),
                < 30 => await ReadAsync(Pick(random, Visitors), Some(random, Fields), holdsKey: random.Next(2) == 0),
                < 45 => await SetAsync(Pick(random, Visitors), Some(random, Parameters)),
                < 65 => await OrderAsync(random),
                < 75 => await AnswerAsync(random),
                < 80 => await SubscribeAsync(Pick(random, Visitors)),
                < 88 => Advance(TimeSpan.FromMinutes(random.Next(1, 30))),
                < 92 => await RestartAsync(),
                < 97 => await ReportAsync(),
                < 99 => await ForgetAllAsync(),
                _ => await GiveAwayAsync(),
            };
            return problem ?? Leak(world.Upstream.TakeAll());
        }

        private ValueTask GiveTokenAsync() =>
            world.Tokens.AddAsync(new TokenRecord(TokenIssuer.HashOf(Token), Visitors[0].Bare, Certificate.RawData, world.Now), 8, CancellationToken.None);

        /// <summary>Somebody reads; with the token if <paramref name="holdsKey"/> is not null, and then with or without the key it takes.</summary>
        private async Task<string?> ReadAsync(Jid who, IReadOnlyList<string> asked, bool? holdsKey)
        {
            log.Add($"{who.Bare} reads [{string.Join(' ', asked)}]{(holdsKey is null ? "" : $" with a token, {(holdsKey.Value ? "with" : "without")} its key")}");
            bool isProven = holdsKey == true || (holdsKey == false && _proven.TryGetValue(who, out var at) && world.Now - at < TimeSpan.FromMinutes(10));
            string id = $"h{++_readouts}";
            string request = $"<req xmlns='urn:xmpp:iot:sensordata' seqnr='{_readouts}' momentary='true'{(holdsKey is null ? "" : $" userToken='{Token}'")}>{string.Concat(asked.Select(name => $"<field name='{name}'/>"))}</req>";
            var expected = _models["board1"].Take(who.Bare.ToString(), AccessAction.Read, asked, [.. Fields, "other"], world.Now, isProven ? $"certificate {Thumbprint}" : null);
            await world.ReceiveAsync($"<iq xmlns='jabber:client' type='get' id='{id}' from='{who}' to='board1@things.localhost'>{request}</iq>");
            var answer = await world.Upstream.NextAsync<Iq>(iq => iq.To == who);
            if (answer.Payload(Ns.Provisioning, "tokenChallenge") is { } challenge)
            {
                byte[] block = TokenCertificate.Answer(Certificate.GetRSAPrivateKey()!, Convert.FromBase64String(challenge.Text))!;
                if (holdsKey != true)
                    block[0] ^= 1;
                else
                    _proven[who] = world.Now;
                await world.ReceiveAsync(answer.Result(ProvisioningXml.WriteTokenChallengeResponse(block)) with { From = who, To = answer.From });
                answer = await world.Upstream.NextAsync<Iq>(iq => iq.Id == id);
            }

            if (answer.Type == IqType.Error)
                return expected.Count == 0 && answer.Error!.Condition == "forbidden" ? null : $"{answer.Error!.Condition}, but may read {string.Join(' ', expected)}";
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (true)
            {
                var fields = (await world.Upstream.NextAsync<Message>(message => message.To == who && message.Payload(Ns.SensorData, "fields") is not null)).Payload(Ns.SensorData, "fields")!;
                names.UnionWith(fields.Elements.SelectMany(node => node.Elements).SelectMany(at => at.Elements).Select(field => field.Attribute("name")!));
                if (fields.Attribute("done") == "true")
                    break;
            }

            return expected.Count > 0 && names.SetEquals(expected.Except(["other"])) ? null : $"got [{string.Join(' ', names)}], but may read [{string.Join(' ', expected)}]";
        }

        private async Task<string?> SetAsync(Jid who, IReadOnlyList<string> names)
        {
            if (names.Count == 0)
                names = Parameters;
            log.Add($"{who.Bare} sets [{string.Join(' ', names)}]");
            var expected = _models["board2"].Take(who.Bare.ToString(), AccessAction.Control, names, Parameters, world.Now);
            int before = _relay.CommandsReceived.Count;
            string values = string.Concat(names.Select(name => name == "Relay" ? "<boolean name='Relay' value='true'/>" : "<int name='Brightness' value='7'/>"));
            var answer = await world.AskAsync(who, "board2@things.localhost", IqType.Set, $"<set xmlns='urn:xmpp:iot:control'>{values}</set>");
            var moved = _relay.CommandsReceived.Skip(before).SelectMany(command => command.Payload(Ns.Control, "set")!.Elements).Select(value => value.Attribute("name")!).ToHashSet(StringComparer.Ordinal);
            return moved.SetEquals(expected) && (answer.Type == IqType.Error) == (expected.Count == 0) ? null : $"moved [{string.Join(' ', moved)}], but may move [{string.Join(' ', expected)}]";
        }

        private async Task<string?> OrderAsync(Random random)
        {
            bool isAllowed = random.Next(100) < 65;
            string subject = Pick(random, Subjects);
            string board = random.Next(2) == 0 ? "board1" : "board2";
            var named = Some(random, board == "board1" ? Fields : Parameters);
            string action = random.Next(4) == 0 && named.Count == 0 ? "see" : board == "board1" ? "read" : "control";
            string end = !isAllowed ? "" : random.Next(4) switch { 0 => "once", 1 => $"for {random.Next(1, 40)} minutes", _ => "" };
            bool isWhole = !isAllowed && named.Count == 0 && random.Next(2) == 0;
            string line = $"{(isAllowed ? "allow" : "deny")} {subject} {(isWhole ? "" : action)} {board} {string.Join(' ', named)} {end}";
            log.Add(line);
            if (!(await world.ChatAsync(_owner, "things.localhost", line)).Body!.Contains("(rule ", StringComparison.Ordinal))
                return "the order was not understood";
            DateTimeOffset? until = end.StartsWith("for", StringComparison.Ordinal) ? world.Now.AddMinutes(int.Parse(end.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)) : null;
            AccessAction[] actions = isWhole ? [AccessAction.Read, AccessAction.Control, AccessAction.See] : [Enum.Parse<AccessAction>(action, ignoreCase: true)];
            foreach (var each in actions)
            {
                foreach (string? name in named.Count == 0 ? [null] : named.Cast<string?>())
                    _models[board].Say(Key(subject), each, isAllowed, name, until, end == "once");
            }

            return null;
        }

        private async Task<string?> AnswerAsync(Random random)
        {
            var open = await world.Access.ListOpenAsync(_owner.Bare, CancellationToken.None);
            if (open.Count == 0)
                return null;
            var question = open[random.Next(open.Count)];
            var option = (QuestionOption)random.Next(1, 6);
            string line = $"{(question.Number * 10) + (int)option}";
            log.Add($"{line}: {option} to {question.Requester} {question.Action} {question.Device} [{string.Join(' ', question.Names)}]");
            string said = (await world.ChatAsync(_owner, "things.localhost", line)).Body!;
            if (said.StartsWith("That is no answer", StringComparison.Ordinal))
                return null;
            string subject = option == QuestionOption.Everyone ? question.Requester.Domain : question.Requester.ToString();
            bool isWhole = option is QuestionOption.Always or QuestionOption.No || question.Names.Count == 0;
            foreach (string? name in isWhole ? [null] : question.Names.Cast<string?>())
                _models[question.Device].Say(subject, question.Action, option != QuestionOption.No, name, null, option == QuestionOption.Once);
            // Twice changes nothing: what was used stays used.
            await world.ChatAsync(_owner, "things.localhost", line);
            return null;
        }

        private async Task<string?> SubscribeAsync(Jid who)
        {
            log.Add($"{who.Bare} subscribes");
            await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribe, From = who.Bare, To = Jid.Parse("board1@things.localhost") });
            return null;
        }

        private string? Advance(TimeSpan span)
        {
            log.Add($"{span} pass");
            world.Time.Advance(span);
            return null;
        }

        private async Task<string?> RestartAsync()
        {
            log.Add("restart");
            _proven.Clear();
            await world.RestartAsync();
            await ConnectAsync();
            return null;
        }

        private async Task<string?> ReportAsync()
        {
            log.Add("board1 reports");
            world.Time.Advance(TimeSpan.FromMinutes(2));
            await _climate.ReportAsync(world.Climate($"{world.Now.Minute}.5"));
            return null;
        }

        private async Task<string?> ForgetAllAsync()
        {
            log.Add("forget every rule of board1");
            foreach (var rule in await world.Access.ListRulesAsync("board1", CancellationToken.None))
                await world.ChatAsync(_owner, "board1@things.localhost", $"forget {rule.Id}");
            _models["board1"].Clear();
            // What was shown while half of the rules were gone is another matter.
            world.Upstream.TakeAll();
            return null;
        }

        private async Task<string?> GiveAwayAsync()
        {
            if (_owner != World.Alice)
                return null;
            log.Add("both boards get another owner");
            _owner = Jid.Parse("bob@localhost/x");
            foreach (string board in _models.Keys)
            {
                var record = (await world.Devices.FindAsync(board, CancellationToken.None))!;
                await world.Devices.UpdateAsync(record with { Owner = _owner.Bare }, CancellationToken.None);
                _models[board].Clear();
            }

            return null;
        }

        private async Task ConnectAsync()
        {
            _climate = await world.ConnectAsync("board1");
            _climate.Readings = world.Climate();
            _relay = await world.ConnectAsync("board2");
            await _climate.ReportAsync(world.Climate());
        }

        /// <summary>What visitors were shown without asking: presence.</summary>
        private string? Leak(IReadOnlyList<Stanza> sent)
        {
            foreach (var presence in sent.OfType<Presence>().Where(presence => Visitors.Any(visitor => visitor.Bare == presence.To!.Bare) && presence.From!.Local == "board1"))
            {
                string who = presence.To!.Bare.ToString();
                string status = presence.Payloads.FirstOrDefault(payload => payload.LocalName == "status")?.Text ?? "";
                if (Fields.FirstOrDefault(name => status.Contains(name, StringComparison.Ordinal) && !_models["board1"].MayAlways(who, AccessAction.Read, name, world.Now)) is { } name)
                    return $"presence shows {who} the {name}";
                if (presence.Type == PresenceType.Available && !_models["board1"].MaySee(who, [.. Fields, "other"], [.. Parameters, "other"], world.Now))
                    return $"presence shows {who} that board1 is up";
            }

            return null;
        }

        private static string Key(string subject) => subject switch
        {
            "everyone" => "*",
            _ when subject.StartsWith("everyone at ", StringComparison.Ordinal) => subject["everyone at ".Length..],
            _ => subject,
        };

        private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

        private static IReadOnlyList<string> Some(Random random, IReadOnlyList<string> items) =>
            random.Next(3) == 0 ? [] : [.. items.Where(_ => random.Next(2) == 0)];
    }
}
