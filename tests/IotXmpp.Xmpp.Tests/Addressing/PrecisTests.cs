using System.Text;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Tests.Addressing;

public sealed class PrecisTests
{
    [Theory]
    // RFC 8265 3.5, tables 1 and 2 (the profile itself allows what a localpart does not)
    [InlineData("juliet@example.com", "juliet@example.com")]
    [InlineData("fussball", "fussball")]
    [InlineData("fu\u00DFball", "fu\u00DFball")]
    [InlineData("\u03C0", "\u03C0")]
    [InlineData("\u03A3", "\u03C3")]
    [InlineData("\u03C3", "\u03C3")]
    [InlineData("\u03C2", "\u03C2")]
    [InlineData("foo bar", null)]
    [InlineData("", null)]
    [InlineData("henry\u2163", null)]
    [InlineData("\u221E", null)]
    [Spec("RFC 8265 3.5")]
    public void Username_examples(string text, string? expected)
    {
        UsernameCaseMapped.TryEnforce(text, out string? enforced).Should().Be(expected is not null);
        enforced.Should().Be(expected);
    }

    [Theory]
    // RFC 8265 4.3, tables 3 and 4
    [InlineData("correct horse battery staple", "correct horse battery staple")]
    [InlineData("Correct Horse Battery Staple", "Correct Horse Battery Staple")]
    [InlineData("\u03C0\u00DF\u00E5", "\u03C0\u00DF\u00E5")]
    [InlineData("Jack of \u2666s", "Jack of \u2666s")]
    [InlineData("foo\u1680bar", "foo bar")]
    [InlineData("", null)]
    [InlineData("my cat is a \u0009by", null)]
    [Spec("RFC 8265 4.3")]
    public void Opaque_examples(string text, string? expected)
    {
        OpaqueString.TryEnforce(text, out string? enforced).Should().Be(expected is not null);
        enforced.Should().Be(expected);
    }

    [Theory]
    // RFC 8264 8 and 9, one of each kind
    [InlineData(0x0041, "Valid")]
    [InlineData(0x007E, "Valid")]
    [InlineData(0x0020, "FreeformOnly")]
    [InlineData(0x00A0, "FreeformOnly")]
    [InlineData(0x00DF, "Valid")]
    [InlineData(0x03C2, "Valid")]
    [InlineData(0x0F0B, "Valid")]
    [InlineData(0x3007, "Valid")]
    [InlineData(0x00B7, "Contextual")]
    [InlineData(0x200D, "Contextual")]
    [InlineData(0x0660, "Contextual")]
    [InlineData(0x0640, "Disallowed")]
    [InlineData(0x0001, "Disallowed")]
    [InlineData(0x00AD, "Disallowed")]
    [InlineData(0x1160, "Disallowed")]
    [InlineData(0x11A8, "Disallowed")]
    [InlineData(0xFDD0, "Disallowed")]
    [InlineData(0x1FFFE, "Disallowed")]
    [InlineData(0xE000, "Disallowed")]
    [InlineData(0xE0001, "Disallowed")]
    [InlineData(0x0378, "Unassigned")]
    [InlineData(0x2163, "FreeformOnly")]
    [InlineData(0x01C5, "FreeformOnly")]
    [InlineData(0x20DD, "FreeformOnly")]
    [InlineData(0x221E, "FreeformOnly")]
    [InlineData(0x2010, "FreeformOnly")]
    [InlineData(0xFF41, "FreeformOnly")]
    [InlineData(0xFB01, "FreeformOnly")]
    [InlineData(0x0300, "Valid")]
    [InlineData(0x4E00, "Valid")]
    [InlineData(0xAC00, "Valid")]
    [InlineData(0x1F600, "FreeformOnly")]
    [InlineData(0x10400, "Valid")]
    [Spec("RFC 8264 8")]
    public void Properties_follow_the_algorithm(int codePoint, string property) =>
        PrecisClass.Derive(new Rune(codePoint)).ToString().Should().Be(property);
}
