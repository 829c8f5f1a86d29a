using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class ParameterTests
{
    private const string Board1 = "sourceId='MeteringTopology' nodeId='board1'";
    private const string Both = "<node sourceId='MeteringTopology' nodeId='board1'/><node sourceId='MeteringTopology' nodeId='board2'/>";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("CO-054", "CO-058")]
    public async Task The_form_has_session_pages_choices_and_what_cannot_be_changed()
    {
        await using var world = await World.CreateAsync();
        var form = Form((await world.GetAsync(World.Alice, "getNodeParametersForEdit", Board1)).Response());

        form.Type.Should().Be(DataFormType.Form);
        form.Field("xdd session")!.Type.Should().Be(FormFieldType.Hidden);
        form.Fields.Select(field => field.Var).Should().Equal("xdd session", "id", "kind", "description");
        form.Extensions.Where(page => page.Namespace == Ns.FormLayout).Select(page => page.Attribute("label")).Should().Equal("Identity", "Location");
        form.Field("id")!.Extensions.Should().ContainSingle(mark => mark.Is(Ns.FormDynamic, "readOnly"));
        form.Field("kind")!.Options.Select(option => option.Value).Should().Contain(["", "climate", "relay", "energy"]);
    }

    [Fact]
    [Spec("CO-057", "CO-059", "CO-061")]
    public async Task A_submission_changes_what_may_be_changed_and_ends_the_form()
    {
        await using var world = await World.CreateAsync();
        string session = Form((await world.GetAsync(World.Alice, "getNodeParametersForEdit", Board1)).Response()).Field("xdd session")!.Value!;
        string submission = Ask.Submit(("xdd session", session), ("id", "board7"), ("description", "Kitchen"));

        var node = (await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", Board1, submission)).Response().Element("node")!;

        node.Attribute("nodeId").Should().Be("board1");
        node.Elements.Single(child => child.Attribute("id") == "description").Attribute("value").Should().Be("Kitchen");
        (await world.Devices.FindAsync("board1", Ct))!.Description.Should().Be("Kitchen");
        (await CancelAsync(world, session)).Error!.Condition.Should().Be("item-not-found", "the form is not open any more");
    }

    [Fact]
    [Spec("CO-060", "CO-061")]
    public async Task The_same_submission_may_be_applied_to_another_node()
    {
        await using var world = await World.CreateAsync();
        string submission = Ask.Submit(("xdd session", "long gone"), ("description", "Kitchen"));

        (await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", Board1, submission)).Response();
        (await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", "sourceId='Boards' nodeId='board2'", submission)).Response();

        (await world.Devices.FindAsync("board2", Ct))!.Description.Should().Be("Kitchen");
    }

    [Fact]
    [Spec("CO-062", "CO-068", "CO-008")]
    public async Task What_is_wrong_is_said_by_field_nothing_changes_and_the_form_stays_open()
    {
        await using var world = await World.CreateAsync();
        string session = Form((await world.GetAsync(World.Alice, "getNodeParametersForEdit", Board1)).Response()).Field("xdd session")!.Value!;
        var answer = await world.SetAsync(
            World.Alice, "setNodeParametersAfterEdit", Board1, Ask.Submit(("xdd session", session), ("description", "Kitchen"), ("kind", "rocket"), ("height", "1")));

        answer.Response("FormError").Errors().Should().Equal("kind: Choose one of the options.", "height: Parameter not available.");
        answer.Error!.Condition.Should().Be("bad-request");
        (await world.Devices.FindAsync("board1", Ct))!.Description.Should().BeNull();
        (await CancelAsync(world, session)).Type.Should().Be(IqType.Result, "it was still open");
    }

    [Fact]
    [Spec("CO-063", "CO-064")]
    public async Task A_common_form_has_what_all_have_without_ids_and_marks_differences()
    {
        await using var world = await World.CreateAsync();
        await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", Board1, Ask.Submit(("description", "Kitchen")));

        var form = Form((await world.GetAsync(World.Alice, "getCommonNodeParametersForEdit", "", Both)).Response());

        form.Fields.Select(field => field.Var).Should().Equal("xdd session", "kind", "description");
        form.Field("description")!.Value.Should().Be("Kitchen");
        form.Field("description")!.Extensions.Should().ContainSingle(mark => mark.Is(Ns.FormDynamic, "notSame"));
        await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", "sourceId='Boards' nodeId='board2'", Ask.Submit(("description", "Kitchen")));
        Form((await world.GetAsync(World.Alice, "getCommonNodeParametersForEdit", "", Both)).Response()).Field("description")!.Extensions.Should().BeEmpty();
    }

    [Fact]
    [Spec("CO-066", "CO-067")]
    public async Task Values_go_to_all_nodes_and_what_is_not_sent_stays()
    {
        await using var world = await World.CreateAsync();
        var response = (await world.SetAsync(World.Alice, "setCommonNodeParametersAfterEdit", "", Both + Ask.Submit(("description", "Cellar")))).Response();

        response.All("node", "nodeId").Should().Equal("board1", "board2");
        (await world.Devices.FindAsync("board1", Ct)).Should().Match<DeviceRecord>(record => record.Description == "Cellar" && record.Kind == "climate");
        (await world.Devices.FindAsync("board2", Ct)).Should().Match<DeviceRecord>(record => record.Description == "Cellar" && record.Kind == "relay");
    }

    [Fact]
    [Spec("CO-068", "CO-069", "CO-056")]
    public async Task Nothing_changes_anywhere_unless_it_is_good_everywhere()
    {
        await using var world = await World.CreateAsync();
        await world.GroupAsync("House");
        await world.GroupAsync("Garden");
        string nodes = "<node sourceId='MeteringGroups' nodeId='House'/><node sourceId='MeteringGroups' nodeId='Garden'/>";

        // The first could go below the second, the second not below itself.
        (await world.SetAsync(World.Alice, "setCommonNodeParametersAfterEdit", "", nodes + Ask.Submit(("parent", "Garden")))).Response("FormError").Errors().Should().Equal("parent: A group cannot be inside itself.");
        (await world.SetAsync(World.Alice, "setCommonNodeParametersAfterEdit", "", nodes + Ask.Submit(("id", "Both")))).Response("FormError").Errors().Should().Equal("id: Parameter not available.");

        (await world.GetAsync(World.Alice, "getChildNodes", "sourceId='MeteringGroups' nodeId='Root'")).Response().All("node", "nodeId").Should().Equal("House", "Garden");
    }

    [Fact]
    public async Task Who_sees_a_board_and_does_not_own_it_may_not_edit_it()
    {
        await using var world = await World.CreateAsync();
        await world.AllowReadAsync(World.Mallory.Bare, "board1");

        (await world.GetAsync(World.Mallory, "getNode", Board1)).Response();
        (await world.GetAsync(World.Mallory, "getNodeParametersForEdit", Board1)).Response("InsufficientPrivileges");
        (await world.SetAsync(World.Mallory, "setNodeParametersAfterEdit", Board1, Ask.Submit(("description", "mine")))).Error!.Condition.Should().Be("forbidden");
        (await world.SetAsync(World.Mallory, "destroyNode", Board1)).Response("InsufficientPrivileges");
        (await world.SetAsync(World.Alice, "destroyNode", Board1)).Response("InsufficientPrivileges");
        (await world.Devices.FindAsync("board1", Ct))!.Description.Should().BeNull();
    }

    private static DataForm Form(XmppElement response) => DataFormXml.Read(response.Element(Ns.DataForms, "x")!, DataFormLimits.Default);

    private static Task<Iq> CancelAsync(World world, string session) =>
        world.AskAsync(World.Alice, Ask.Domain, IqType.Set, $"<cancel xmlns='{Ns.FormDynamic}'>{Ask.Submit(("xdd session", session))}</cancel>");
}
