using System.Xml;
using System.Xml.Linq;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>
/// Plays an example against a concentrator in memory. Specifications with steps of their own derive from it and override
/// <see cref="PlayAsync(World, XElement)"/>.
/// </summary>
internal class ExampleRunner
{
    private readonly Dictionary<string, ScriptedBoard> _boards = new(StringComparer.Ordinal);
    private readonly HashSet<Jid> _parties = [];
    private StanzaPattern _pattern = null!;
    private Example _example = null!;

    /// <summary>Plays all steps; fails at the first difference, and if anything is sent that the example does not show.</summary>
    public async Task RunAsync(Example example)
    {
        _example = example;
        _pattern = new StanzaPattern(example.File.Allowed);
        var options = new ConcentratorOptions { Domain = example.File.Domain, Name = "Concentrator", Kinds = [.. ThingKinds.All, .. example.File.Kinds] };
        await using var world = await World.CreateAsync(Configure(options, example), example.File.Start);
        foreach (var step in example.Steps)
        {
            if (!await PlayAsync(world, step))
                throw new FormatException($"Unknown step {step.Name.LocalName}.");
        }

        var rest = (await world.SettleAsync()).Where(stanza => _parties.Contains(stanza.To!));
        rest.Should().BeEmpty("the example shows no more");
    }

    /// <summary>For a specification whose examples need other options.</summary>
    protected virtual ConcentratorOptions Configure(ConcentratorOptions options, Example example) => options;

    /// <summary>The board of that name.</summary>
    protected ScriptedBoard Board(string name) => _boards[name];

    /// <summary>Plays a step; false if it is not known here.</summary>
    protected virtual async Task<bool> PlayAsync(World world, XElement step)
    {
        switch (step.Name.LocalName)
        {
            case "board":
                await AddBoardAsync(world, step);
                return true;
            case "history":
                string device = ExampleFile.Required(step, "board");
                await world.History.AppendAsync([.. Readings(step).Select(field => new HistoryEntry(device, new NodeRef(device), field))], CancellationToken.None);
                return true;
            case "in":
                foreach (var stanza in step.Elements())
                    await ReceiveAsync(world, Stanza.Read(Element(stanza)));
                return true;
            case "out":
                foreach (var stanza in step.Elements())
                    await ExpectAsync(world, stanza);
                return true;
            case "advance":
                world.Time.Advance(XmlConvert.ToTimeSpan(ExampleFile.Required(step, "by")));
                return true;
            case "asked":
                await _boards[ExampleFile.Required(step, "board")].AskedAsync();
                return true;
            case "commands":
                await ExpectCommandsAsync(world, step);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Puts in what somebody says; he takes part from now on.</summary>
    protected Task ReceiveAsync(World world, Stanza stanza)
    {
        _parties.Add(stanza.From!);
        return world.ReceiveAsync(stanza);
    }

    /// <summary>An element of a file as one of ours, without the marks.</summary>
    protected static XmppElement Element(XElement element)
    {
        var copy = new XElement(element);
        foreach (var attribute in copy.DescendantsAndSelf().Attributes().Where(attribute => attribute.Name.Namespace == ExampleFile.Ns || attribute.IsNamespaceDeclaration).ToList())
            attribute.Remove();
        return XmppElement.Parse(copy.ToString());
    }

    private static List<Field> Readings(XElement step) => [.. step.Elements(XName.Get("fields", Ns.SensorData))
        .SelectMany(fields => SensorDataXml.ReadFields(Element(fields), TimeZoneInfo.Utc, new SensorDataLimits()).Nodes)
        .SelectMany(node => node.Fields)];

    private async Task AddBoardAsync(World world, XElement step)
    {
        string name = ExampleFile.Required(step, "name");
        var owner = Jid.Parse((string?)step.Attribute("owner") ?? _example.File.Owner);
        await world.Devices.AddAsync(new DeviceRecord { Name = name, Owner = owner, Kind = (string?)step.Attribute("kind") ?? "", Created = world.Now }, CancellationToken.None);
        if ((string?)step.Attribute("away") == "true")
            return;
        var board = _boards[name] = await world.ConnectAsync(name);
        var readings = Readings(step);
        board.Readings = readings.Count > 0 ? readings : null;
        if ((string?)step.Attribute("reports") == "true")
            await board.ReportAsync([.. readings]);
    }

    private async Task ExpectAsync(World world, XElement expected)
    {
        var to = Jid.Parse(ExampleFile.Required(expected, "to"));
        Compare(expected, await world.Upstream.NextAsync<Stanza>(stanza => stanza.To == to));
    }

    /// <summary>Fails unless a stanza is what the example shows.</summary>
    protected void Compare(XElement expected, Stanza sent)
    {
        var actual = XElement.Parse(sent.ToElement().ToString());
        if (_pattern.Difference(expected, actual) is { } difference)
            Assert.Fail($"{difference}\nexpected {expected}\nactual   {actual}");
    }

    /// <summary>What the boards were told to set, after everything put in so far: all of it, and nothing else.</summary>
    private async Task ExpectCommandsAsync(World world, XElement step)
    {
        var expected = step.Elements().ToList();
        string[] boards = ExampleFile.Required(step, "boards").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in boards)
            await _boards[name].CommandedAsync();
        await world.SettleAsync();
        foreach (var (name, board) in _boards)
        {
            var sent = board.CommandsReceived.SelectMany(command => command.Request!.Elements).Select(value => XElement.Parse(value.ToString())).ToList();
            var shown = boards.Contains(name) ? expected : [];
            sent.Should().HaveCount(shown.Count, $"{name} is told what the example shows");
            foreach (var (should, did) in shown.Zip(sent))
                _pattern.Difference(should, did).Should().BeNull();
        }
    }
}
