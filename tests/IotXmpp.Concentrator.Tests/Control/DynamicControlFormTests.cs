using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Control;

/// <summary>Control forms while they are open (XEP-0336).</summary>
public sealed class DynamicControlFormTests
{
    private const string Board2 = "board2@things.localhost";

    private static readonly ThingDescription Lamp = new()
    {
        Kind = "lamp",
        Title = "lamp",
        Parameters =
        [
            new() { Name = "Color", Kind = ControlParameterKind.Color },
            new() { Name = "Glow", Kind = ControlParameterKind.Color, HasAlpha = true },
            new() { Name = "Mode", Kind = ControlParameterKind.String, Options = ["steady", "blink"] },
            new() { Name = "From", Kind = ControlParameterKind.Time, Group = "hours", Page = "Schedule" },
            new() { Name = "Until", Kind = ControlParameterKind.Time, Group = "hours", Page = "Schedule" },
            new() { Name = "Days", Kind = ControlParameterKind.Long, Page = "Schedule" },
        ],
    };

    [Fact]
    [Spec("CT-032", "GEN-046")]
    public async Task An_open_form_is_told_of_new_values()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        string session = Session(await FormAsync(world));
        await board.ReportAsync(world.Relay(true));
        await board.ReportAsync(world.Relay(false, world.Now.AddSeconds(1)));
        world.Time.Advance(TimeSpan.FromSeconds(2));

        var updated = (await world.Upstream.NextAsync<Message>(message => message.To == World.Alice)).Payload(Ns.FormDynamic, "updated")!;
        updated.Attribute("sessionVariable").Should().Be(DynamicForms.SessionVariable);
        var form = DataFormXml.Read(updated.Element(Ns.DataForms, "x")!, DataFormLimits.Default);
        form.Field(DynamicForms.SessionVariable)!.Value.Should().Be(session);
        form.Field("Relay")!.Value.Should().Be("false", "changes are gathered, the last counts");
        (await world.SettleAsync()).OfType<Message>().Where(message => message.To == World.Alice).Should().BeEmpty();
    }

    [Fact]
    [Spec("GEN-043", "GEN-044")]
    public async Task A_post_back_checks_what_is_filled_in_and_moves_nothing()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        string session = Session(await FormAsync(world));

        var answer = await world.AskAsync(World.Alice, Board2, IqType.Set, Posted("submit", session, "<field var='Brightness'><value>101</value></field><field var='Relay'><value>1</value></field>"));

        var form = DataFormXml.Read(answer.Request!, DataFormLimits.Default);
        form.Field("Brightness")!.Value.Should().Be("101");
        form.Field("Brightness")!.Extensions.Single().Text.Should().Be("Brightness must be a whole number from 0 to 100.");
        form.Field("Relay")!.Extensions.Should().BeEmpty("it was filled in and is right");
        form.Field("Label")!.Extensions.Should().ContainSingle(extension => extension.Is(Ns.FormDynamic, "notSame"));
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    [Spec("GEN-045")]
    public async Task A_form_is_closed_by_cancelling_submitting_or_time()
    {
        await using var world = await World.CreateAsync();
        await world.ConnectAsync("board2");
        string cancelled = Session(await FormAsync(world)), submitted = Session(await FormAsync(world)), forgotten = Session(await FormAsync(world));

        (await world.AskAsync(World.Mallory, Board2, IqType.Set, Posted("cancel", cancelled, ""))).Error!.Condition.Should().Be("item-not-found", "it is another's");
        var answer = await world.AskAsync(World.Alice, Board2, IqType.Set, Posted("cancel", cancelled, ""));
        answer.Type.Should().Be(IqType.Result);
        answer.Payloads.Should().BeEmpty();
        (await world.AskAsync(World.Alice, Board2, IqType.Set, Posted("cancel", cancelled, ""))).Error!.Condition.Should().Be("item-not-found");

        await world.AskAsync(World.Alice, Board2, IqType.Set, $"<set xmlns='{Ns.Control}'>{Form(submitted, "<field var='Relay'><value>1</value></field>")}</set>");
        (await world.AskAsync(World.Alice, Board2, IqType.Set, Posted("submit", submitted, ""))).Error!.Condition.Should().Be("item-not-found");

        world.Time.Advance(TimeSpan.FromMinutes(15));
        (await world.AskAsync(World.Alice, Board2, IqType.Set, Posted("submit", forgotten, ""))).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    [Spec("CT-018", "CT-019")]
    public async Task A_form_nobody_edited_does_nothing()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        var answer = await world.AskAsync(World.Alice, Board2, IqType.Set, $"<set xmlns='{Ns.Control}'>{Form(Session(await FormAsync(world)), "")}</set>");

        answer.Type.Should().Be(IqType.Result);
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    [Spec("CT-013", "CT-014", "CT-036", "CT-039", "CT-040", "GEN-042", "GEN-041", "CT-038")]
    public async Task Colours_options_pages_and_groups_are_in_the_form()
    {
        await using var world = await World.CreateAsync(options => options with { Kinds = [Lamp] });
        await world.Devices.AddAsync(new() { Name = "lamp1", Owner = World.Alice.Bare, Kind = "lamp", Created = world.Now }, CancellationToken.None);

        var element = (await world.AskAsync(World.Alice, "lamp1@things.localhost", IqType.Get, $"<getForm xmlns='{Ns.Control}'/>")).Request!;

        var form = DataFormXml.Read(element, DataFormLimits.Default);
        form.Field("Color")!.Validation!.Datatype.Should().Be("xdc:Color");
        form.Field("Color")!.Validation!.Pattern.Should().Be("^[0-9a-fA-F]{6}$");
        form.Field("Glow")!.Validation!.Datatype.Should().Be("xdc:ColorAlpha");
        form.Field("Mode")!.Type.Should().Be(FormFieldType.ListSingle);
        form.Field("Mode")!.Options.Select(option => option.Value).Should().Equal("steady", "blink");
        form.Fields.Skip(1).Should().AllSatisfy(field => field.Extensions.Count(extension => extension.LocalName == "parameterGroup").Should().BeLessThan(2));
        form.Field("From")!.Extensions.Should().ContainSingle(extension => extension.Is(Ns.Control, "parameterGroup")).Which.Attribute("name").Should().Be("hours");
        var pages = element.Elements.Where(child => child.Is(Ns.FormLayout, "page")).ToList();
        pages.Select(page => page.Attribute("label")).Should().Equal("lamp1 (lamp)", "Schedule");
        pages[1].Elements.Select(child => child.LocalName).Should().Equal("section", "fieldref");
        pages.SelectMany(page => page.ToString().Split("fieldref var=").Skip(1)).Should().HaveCount(6, "each parameter is on one page");
    }

    private static async Task<DataForm> FormAsync(World world) =>
        DataFormXml.Read((await world.AskAsync(World.Alice, Board2, IqType.Get, $"<getForm xmlns='{Ns.Control}'/>")).Request!, DataFormLimits.Default);

    private static string Session(DataForm form) => form.Field(DynamicForms.SessionVariable)!.Value!;

    private static string Posted(string name, string session, string fields) => $"<{name} xmlns='{Ns.FormDynamic}'>{Form(session, fields)}</{name}>";

    private static string Form(string session, string fields) =>
        $"<x xmlns='jabber:x:data' type='submit'><field var='xdd session' type='hidden'><value>{session}</value></field>{fields}</x>";
}
