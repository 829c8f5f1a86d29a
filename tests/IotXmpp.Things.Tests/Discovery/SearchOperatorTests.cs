using IotXmpp.Testing;
using IotXmpp.Things.Discovery;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Tests.Discovery;

public sealed class SearchOperatorTests
{
    [Theory]
    [InlineData("strEq", "value='m'", "m", "l n M")]
    [InlineData("strNEq", "value='m'", "l n", "m")]
    [InlineData("strGt", "value='m'", "n", "l m")]
    [InlineData("strGtEq", "value='m'", "m n", "l")]
    [InlineData("strLt", "value='m'", "l", "m n")]
    [InlineData("strLtEq", "value='m'", "l m", "n")]
    [InlineData("strRange", "min='b' max='d'", "b c d", "a e")]
    [InlineData("strRange", "min='b' minIncluded='false' max='d' maxIncluded='false'", "c", "b d")]
    [InlineData("strNRange", "min='b' max='d'", "a e", "b c d")]
    [InlineData("strNRange", "min='b' minIncluded='false' max='d' maxIncluded='false'", "a b d e", "c")]
    [InlineData("strMask", "value='39*7*' wildcard='*'", "397 39x7 3977 39a7b 39*7", "39 3 7 x397")]
    [InlineData("strMask", "value='%a%a' wildcard='%'", "aa xaya", "a ab")]
    [InlineData("strMask", "value='abc'", "abc", "ab abcd")]
    [InlineData("strMask", "value='ab*ba'", "abba ab-ba", "aba")]
    [Spec("DI-050", "DI-051", "DI-056")]
    public void Texts(string name, string attributes, string fitting, string others)
    {
        var condition = Read(name, attributes);

        fitting.Split(' ').Should().OnlyContain(value => condition.Matches(new[] { MetaTag.Of("T", value) }));
        others.Split(' ').Should().OnlyContain(value => !condition.Matches(new[] { MetaTag.Of("T", value) }));
        condition.Matches([MetaTag.Of("T", 7)]).Should().BeFalse("a number is no text");
        condition.Matches([MetaTag.Of("X", fitting.Split(' ')[0])]).Should().BeFalse("the tag is not there");
    }

    [Theory]
    [InlineData("numEq", "value='10'", "10", "9 11")]
    [InlineData("numNEq", "value='10'", "9 11", "10")]
    [InlineData("numGt", "value='10'", "11 100", "9 10")]
    [InlineData("numGtEq", "value='10'", "10 11", "9")]
    [InlineData("numLt", "value='10'", "9 -100", "10 11")]
    [InlineData("numLtEq", "value='10'", "9 10", "11")]
    [InlineData("numRange", "min='-1.5' max='2' maxIncluded='false'", "-1.5 0 1.99", "-1.6 2")]
    [InlineData("numNRange", "min='-1.5' max='2' maxIncluded='false'", "-1.6 2", "-1.5 0 1.99")]
    [Spec("DI-050", "DI-051", "DI-056")]
    public void Numbers(string name, string attributes, string fitting, string others)
    {
        var condition = Read(name, attributes);

        fitting.Split(' ').Should().OnlyContain(value => condition.Matches(new[] { Number(value) }));
        others.Split(' ').Should().OnlyContain(value => !condition.Matches(new[] { Number(value) }));
        condition.Matches([MetaTag.Of("T", "10")]).Should().BeFalse("a text is no number");
    }

    [Theory]
    [InlineData("numMask", "value='1'")]
    [InlineData("str1", "value='1'")]
    [InlineData("streq", "value='1'")]
    [InlineData("boolEq", "value='1'")]
    [InlineData("numEq", "value='one'")]
    [InlineData("strEq", "")]
    [InlineData("strRange", "min='1'")]
    public void What_is_no_condition_is_refused(string name, string attributes)
    {
        var act = () => Read(name, attributes);

        act.Should().Throw<StanzaException>().Which.Error.Condition.Should().Be("bad-request");
    }

    private static MetaTag Number(string text) => MetaTag.Of("T", double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static SearchOperator Read(string name, string attributes) =>
        DiscoveryXml.ReadOperators(XmppElement.Parse($"<search xmlns='{Ns.Discovery}'><{name} name='t' {attributes}/></search>"), new DiscoveryLimits()).Single();
}
