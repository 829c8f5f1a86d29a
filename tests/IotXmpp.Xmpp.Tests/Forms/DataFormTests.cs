using IotXmpp.Testing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Forms;

public sealed class DataFormTests
{
    private const string Form =
        """
        <x type="form" xmlns="jabber:x:data"><instructions>Fill out this form!</instructions><title>Bot Configuration</title><field var="FORM_TYPE" type="hidden"><value>jabber:bot</value></field><field type="fixed"><value>Section 1</value></field><field var="public" type="boolean" label="Public bot?"><desc>Seen by all</desc><required /><value>1</value></field><field var="features" type="list-multi" label="What features?"><value>news</value><value>search</value><option label="Contests"><value>contests</value></option><option label="News"><value>news</value></option><option><value>search</value></option><validate datatype="xs:string" xmlns="http://jabber.org/protocol/xdata-validate"><open /></validate></field><field var="max" type="text-single"><validate datatype="xs:int" xmlns="http://jabber.org/protocol/xdata-validate"><range min="1" max="3600" /></validate><notSame xmlns="urn:xmpp:xdata:dynamic" /></field><page label="One" xmlns="http://jabber.org/protocol/xdata-layout"><fieldref var="max" /></page></x>
        """;

    [Fact]
    [Spec("XEP-0004 3", "XEP-0122 3", "GEN-034", "GEN-037", "GEN-039")]
    public void Reads_a_form()
    {
        var form = Read(Form);
        form.Type.Should().Be(DataFormType.Form);
        form.Title.Should().Be("Bot Configuration");
        form.Instructions.Should().Equal("Fill out this form!");
        form.FormType.Should().Be("jabber:bot");
        form.Fields.Should().HaveCount(5);
        form.Fields[1].Type.Should().Be(FormFieldType.Fixed);
        var isPublic = form.Field("public")!;
        (isPublic.Label, isPublic.Description, isPublic.IsRequired, isPublic.Boolean).Should().Be(("Public bot?", "Seen by all", true, true));
        var features = form.Field("features")!;
        features.Values.Should().Equal("news", "search");
        features.Options.Should().Equal(new FormOption("contests", "Contests"), new FormOption("news", "News"), new FormOption("search"));
        features.Validation.Should().Be(new FormValidation { Method = FormValidationMethod.Open });
        var max = form.Field("max")!;
        max.Validation.Should().Be(new FormValidation { Datatype = "xs:int", Method = FormValidationMethod.Range, Minimum = "1", Maximum = "3600" });
        max.Extensions.Should().ContainSingle().Which.Is(Ns.FormDynamic, "notSame").Should().BeTrue();
        form.Extensions.Should().ContainSingle().Which.Is(Ns.FormLayout, "page").Should().BeTrue();
    }

    [Fact]
    public void Writes_what_it_has_read() => Read(Form).ToElement().ToString().Should().Be(Form);

    [Fact]
    [Spec("GEN-038")]
    public void Tables_have_columns_and_rows()
    {
        const string table = "<x type=\"result\" xmlns=\"jabber:x:data\"><reported><field var=\"name\" label=\"Name\" /></reported><item><field var=\"name\"><value>a</value></field></item><item><field var=\"name\"><value>b</value></field></item></x>";
        var form = Read(table);
        form.Reported.Should().ContainSingle().Which.Label.Should().Be("Name");
        form.Items.Select(item => item[0].Value).Should().Equal("a", "b");
        form.ToElement().ToString().Should().Be(table);
    }

    [Fact]
    [Spec("GEN-035")]
    public void Submission_needs_only_names_and_values()
    {
        var form = Read("<x xmlns='jabber:x:data' type='submit'><field var='a'><value>1</value></field><field var='b'/></x>");
        form.Field("a")!.Type.Should().BeNull();
        form.Field("a")!.Value.Should().Be("1");
        form.Field("b")!.Value.Should().BeNull();
        form.Field("c").Should().BeNull();
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("TRUE", null)]
    [InlineData("", null)]
    [Spec("GEN-036")]
    public void Booleans_have_two_spellings(string text, bool? value) => new FormField { Values = [text] }.Boolean.Should().Be(value);

    [Fact]
    public void Unknown_children_are_ignored() =>
        Read("<x xmlns='jabber:x:data' type='form'><new/><field var='a' type='text-single'><new/><validate xmlns='http://jabber.org/protocol/xdata-validate'><new/></validate></field></x>")
            .Field("a")!.Validation.Should().Be(new FormValidation());

    [Fact]
    public void Unknown_attributes_and_types_are_ignored() =>
        Read("<x xmlns='jabber:x:data' type='form' new='1'><field var='a' type='color' new='1'/></x>").Field("a")!.Type.Should().Be(FormFieldType.TextSingle);

    [Theory]
    [InlineData("<x xmlns='jabber:x:data'/>")]
    [InlineData("<x xmlns='jabber:x:data' type='error'/>")]
    [InlineData("<x xmlns='jabber:x:data' type='form'><field type='boolean'/></x>")]
    public void Malformed_forms_are_bad_requests(string xml) => Refused(xml, DataFormLimits.Default).Should().Be("bad-request");

    [Theory]
    [InlineData("<field var='a'/><field var='b'/><field var='c'/>")]
    [InlineData("<reported><field var='a'/><field var='b'/><field var='c'/></reported>")]
    [InlineData("<item/><item/><item/>")]
    [InlineData("<p xmlns='a'/><p xmlns='a'/><p xmlns='a'/>")]
    [InlineData("<instructions/><instructions/><instructions/>")]
    [InlineData("<field var='a'><value/><value/><value/></field>")]
    [InlineData("<field var='a'><option/><option/><option/></field>")]
    [InlineData("<field var='a'><value>123456</value></field>")]
    [InlineData("<field var='123456'/>")]
    [InlineData("<field var='a' label='123456'/>")]
    [InlineData("<title>123456</title>")]
    public void Limits_hold(string content) =>
        Refused($"<x xmlns='jabber:x:data' type='form'>{content}</x>", new DataFormLimits { MaxFields = 2, MaxValues = 2, MaxTextLength = 5 }).Should().Be("policy-violation");

    private static DataForm Read(string xml) => DataFormXml.Read(XmppElement.Parse(xml), DataFormLimits.Default);

    private static string Refused(string xml, DataFormLimits limits)
    {
        var read = () => DataFormXml.Read(XmppElement.Parse(xml), limits);
        return read.Should().Throw<StanzaException>().Which.Error.Condition;
    }
}
