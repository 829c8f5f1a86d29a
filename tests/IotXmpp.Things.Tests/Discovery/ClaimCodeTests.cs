using CsCheck;
using IotXmpp.Testing;
using IotXmpp.Things.Discovery;

namespace IotXmpp.Things.Tests.Discovery;

public sealed class ClaimCodeTests
{
    private const string Example = "IoTDisco;SN:394872348732948723;MAN:www.ktc.se;MODEL:IMC;#V:1.2;KEY:4857402340298342";

    private static readonly MetaTag[] Tags =
    [
        MetaTag.Of("SN", "394872348732948723"), MetaTag.Of("MAN", "www.ktc.se"), MetaTag.Of("MODEL", "IMC"), MetaTag.Of("V", 1.2), MetaTag.Of("KEY", "4857402340298342"),
    ];

    [Fact]
    [Spec("DI-023")]
    public void The_example_of_the_text_is_written_and_read()
    {
        ClaimCode.Format(Tags).Should().Be(Example);
        ClaimCode.TryParse(Example, out var tags).Should().BeTrue();
        tags.Should().Equal(Tags);
    }

    [Fact]
    [Spec("DI-023")]
    public void Semicolons_and_backslashes_are_escaped()
    {
        ClaimCode.Format([MetaTag.Of("NAME", @"a;b\c:d#e")]).Should().Be(@"IoTDisco;NAME:a\;b\\c:d#e");
        ClaimCode.TryParse(@"IoTDisco;NAME:a\;b\\c:d#e;#V:2", out var tags).Should().BeTrue();
        tags.Should().Equal(MetaTag.Of("NAME", @"a;b\c:d#e"), MetaTag.Of("V", 2));
    }

    [Theory]
    [InlineData("iotdisco:SN=1;MODEL=IMC;#V=1.2;KEY=abc")]
    [InlineData("IOTDISCO:SN=1;MODEL=IMC;%23V=1.2;KEY=abc")]
    [InlineData("iotdisco:SN:1;MODEL:IMC;#V:1.2;KEY:abc")]
    [InlineData("iotdisco;sn:1;model:IMC;#v:1.20;key:abc")]
    public void The_spellings_in_use_are_read(string text)
    {
        ClaimCode.TryParse(text, out var tags).Should().BeTrue();
        tags.Should().Equal(MetaTag.Of("SN", "1"), MetaTag.Of("MODEL", "IMC"), MetaTag.Of("V", 1.2), MetaTag.Of("KEY", "abc"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("IoTDisco")]
    [InlineData("IoTDisco;")]
    [InlineData("IoTDisco;SN")]
    [InlineData("IoTDisco;:1")]
    [InlineData("IoTDisco;S N:1")]
    [InlineData("IoTDisco;#V:one")]
    [InlineData("IoTDisco;SN:1;sn:2")]
    [InlineData(@"IoTDisco;SN:1\")]
    [InlineData("iotdisco:")]
    [InlineData("https://example.org/")]
    [Spec("DI-024")]
    public void Everything_else_is_no_code(string? text) => ClaimCode.TryParse(text, out _).Should().BeFalse();

    [Fact]
    [Spec("DI-023", "DI-024")]
    public void What_is_written_is_read_as_it_was()
    {
        var name = Gen.String[Gen.Char['A', 'Z'], 1, 8];
        var tag = Gen.Select(name, Gen.String[0, 30], Gen.Double[-1e9, 1e9], Gen.Bool, (name, text, number, isNumeric) => isNumeric ? MetaTag.Of(name, number) : MetaTag.Of(name, text));
        tag.Array[1, 6].Where(tags => tags.Select(each => each.Name).Distinct().Count() == tags.Length && tags.All(each => each.IsNumeric || IsPlain(each.Text!))).Sample(tags =>
        {
            ClaimCode.TryParse(ClaimCode.Format(tags), out var code).Should().BeTrue();
            code.Should().Equal(tags);
            ClaimCode.TryParse(ClaimCode.FormatUri(tags), out var uri).Should().BeTrue();
            uri.Should().Equal(tags);
        });
    }

    [Fact]
    public void A_secret_is_in_no_log() => MetaTag.Of("KEY", "secret").ToString().Should().NotContain("secret");

    /// <summary>Whole characters, and no white space at the end of a code, which is trimmed.</summary>
    private static bool IsPlain(string text) => !text.Any(char.IsSurrogate) && text.Trim() == text;
}
