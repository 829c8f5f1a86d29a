using IotXmpp.Testing;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Xmpp.Tests.Forms;

public sealed class DataFormCheckTests
{
    [Theory]
    [InlineData(FormFieldType.Boolean, "1", null)]
    [InlineData(FormFieldType.Boolean, "true", null)]
    [InlineData(FormFieldType.Boolean, "on", "F must be yes or no.")]
    [InlineData(FormFieldType.JidSingle, "a@b/c", null)]
    [InlineData(FormFieldType.JidSingle, "a@@b", "F must be an XMPP address.")]
    [InlineData(FormFieldType.ListSingle, "one", null)]
    [InlineData(FormFieldType.ListSingle, "three", "F must be one of the choices.")]
    [InlineData(FormFieldType.ListMulti, "three", "F must be one of the choices.")]
    [InlineData(FormFieldType.TextSingle, "anything", null)]
    [InlineData(FormFieldType.TextMulti, "anything", null)]
    [InlineData(FormFieldType.TextPrivate, "anything", null)]
    [InlineData(FormFieldType.Hidden, "anything", null)]
    [InlineData(null, "anything", null)]
    [Spec("GEN-034", "GEN-036")]
    public void A_value_is_of_the_type_of_its_field(FormFieldType? type, string value, string? error)
    {
        var form = new DataForm(DataFormType.Form) { Fields = [new FormField { Var = "f", Type = type, Label = "F", Options = [new("one"), new("two", "Two")] }] };
        DataFormCheck.FirstError(form, Submit("f", value)).Should().Be(error);
    }

    [Fact]
    [Spec("GEN-036")]
    public void Required_fields_are_filled_in()
    {
        var form = new DataForm(DataFormType.Form) { Fields = [new FormField { Var = "f", IsRequired = true }, new FormField { Var = "g" }, new FormField { Type = FormFieldType.Fixed, Values = ["Text"] }] };
        DataFormCheck.FirstError(form, Submit("f", "")).Should().Be("f is missing.");
        DataFormCheck.FirstError(form, Submit("g", "x")).Should().Be("f is missing.");
        DataFormCheck.FirstError(form, Submit("f", "x")).Should().BeNull();
    }

    [Theory]
    [InlineData("xs:int", "12", true)]
    [InlineData("xs:int", "1.5", false)]
    [InlineData("xs:int", "3000000000", false)]
    [InlineData("xs:long", "3000000000", true)]
    [InlineData("xs:double", "-1.5E3", true)]
    [InlineData("xs:double", "1,5", false)]
    [InlineData("xs:boolean", "0", true)]
    [InlineData("xs:boolean", "no", false)]
    [InlineData("xs:dateTime", "2026-07-01T12:00:00Z", true)]
    [InlineData("xs:dateTime", "yesterday", false)]
    [InlineData("xs:date", "2026-02-29", false)]
    [InlineData("x:unknown", "anything", true)]
    [Spec("GEN-039")]
    public void A_value_is_of_its_data_type_and_an_unknown_type_is_text(string type, string value, bool accepted) =>
        DataFormCheck.Accepts(new FormValidation { Datatype = type }, value).Should().Be(accepted);

    [Theory]
    [InlineData("xs:int", "1", "10", "10", true)]
    [InlineData("xs:int", "1", "10", "11", false)]
    [InlineData("xs:double", "0.5", null, "0.4", false)]
    [InlineData("xs:double", "0.5", null, "1e9", true)]
    [InlineData("xs:dateTime", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "2025-12-31T23:59:59Z", false)]
    [InlineData("xs:dateTime", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "2026-06-01T00:00:00+02:00", true)]
    [Spec("GEN-039")]
    public void A_range_has_its_ends_in_it(string type, string? low, string? high, string value, bool accepted) =>
        DataFormCheck.Accepts(new FormValidation { Datatype = type, Method = FormValidationMethod.Range, Minimum = low, Maximum = high }, value).Should().Be(accepted);

    [Theory]
    [InlineData("[A-Z]{2}-[0-9]+", "AB-12", true)]
    [InlineData("[A-Z]{2}-[0-9]+", "xAB-12", false)]
    [InlineData("a|b", "ab", false)]
    [InlineData("(a+)+b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("((((a{999}){999}){999}){999}){999}", "a", false)]
    [InlineData("(", "(", false)]
    [InlineData("(a)\\1", "aa", false)]
    [Spec("GEN-040", "SEC-11")]
    public void A_pattern_is_the_whole_value_and_cannot_take_long(string pattern, string value, bool accepted) =>
        DataFormCheck.Accepts(new FormValidation { Method = FormValidationMethod.Regex, Pattern = pattern }, value).Should().Be(accepted);

    [Fact]
    [Spec("GEN-035")]
    public void A_form_is_filled_but_for_what_is_hidden_or_fixed()
    {
        var form = new DataForm(DataFormType.Form)
        {
            Fields = [new FormField { Var = "a", Values = ["1"] }, new FormField { Var = "h", Type = FormFieldType.Hidden, Values = ["ours"] }, new FormField { Var = "b", Values = ["2"] }],
        };
        var filled = form.Filled(new DataForm(DataFormType.Submit) { Fields = [new FormField { Var = "a", Values = ["9"] }, new FormField { Var = "h", Values = ["theirs"] }, new FormField { Var = "z", Values = ["new"] }] });

        filled.Fields.Select(field => $"{field.Var}={field.Value}").Should().Equal("a=9", "h=ours", "b=2");
    }

    private static DataForm Submit(string name, string value) => new(DataFormType.Submit) { Fields = [new FormField { Var = name, Values = [value] }] };
}
