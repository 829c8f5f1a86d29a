using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Storage;
using Microsoft.Extensions.Configuration;

namespace IotXmpp.Service.Tests.Options;

public sealed class HistoryOptionsReaderTests
{
    [Fact]
    public void Rules_are_read_in_their_order_and_fill_up_with_the_defaults()
    {
        var history = Read(
            ("Retention:10:Field", "*"),
            ("Retention:10:Readings", "forever"),
            ("Retention:2:Board", "meter*"),
            ("Retention:2:Field", "Energy"),
            ("Retention:2:Minutes", "36h"),
            ("Retention:2:Hours", "30d"),
            ("Feed:MaxEntries", "5"),
            ("Feed:MaxAge", "7d"));

        history.Retention.Rules.Should().Equal(
            new RetentionRule("meter*", "Energy") { Minutes = TimeSpan.FromHours(36), Hours = TimeSpan.FromDays(30) },
            new RetentionRule("*", "*") { Readings = null });
        history.Feed.Should().Be(new FeedLimits { MaxEntries = 5, MaxAge = TimeSpan.FromDays(7) });
    }

    [Fact]
    public void The_first_rule_that_fits_board_and_field_counts()
    {
        var retention = new Retention([new RetentionRule("meter?", "Energy") { Readings = null }, new RetentionRule("*", "Energy") { Readings = TimeSpan.FromDays(1) }]);

        retention.For("meter1", "Energy").Readings.Should().BeNull();
        retention.For("meter12", "Energy").Readings.Should().Be(TimeSpan.FromDays(1));
        retention.For("meter1", "energy").Readings.Should().Be(TimeSpan.FromDays(90), "names are exact, and what no rule is about has the default");
    }

    [Theory]
    [InlineData("Retention:0:Readings", "90")]
    [InlineData("Retention:0:Readings", "0d")]
    [InlineData("Retention:0:Hours", "-3h")]
    [InlineData("Retention:0:Hours", "d")]
    [InlineData("Retention:0:Weeks", "3d")]
    [InlineData("Retention:x:Hours", "3d")]
    [InlineData("Feed:MaxEntries", "0")]
    [InlineData("Feed:MaxAge", "forever")]
    [InlineData("Postgress", "x")]
    public void What_cannot_be_used_is_named(string name, string value)
    {
        var act = () => Read((name, value));

        act.Should().Throw<SettingsException>().Which.Problems.Should().ContainSingle().Which.Should().StartWith($"Concentrator__History__{name.Replace(":", "__", StringComparison.Ordinal).Replace("x__Hours", "x", StringComparison.Ordinal)} ");
    }

    [Fact]
    public void The_connection_string_is_never_shown()
    {
        var history = Read(("Postgres", "Host=db;Password=s3cret"));

        history.Postgres.Should().Be("Host=db;Password=s3cret");
        new ServiceOptions { History = history }.ToString().Should().NotContain("s3cret").And.Contain("PostgreSQL");
    }

    private static HistoryOptions Read(params (string Name, string Value)[] settings) => ServiceOptionsReader.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Concentrator:History:{setting.Name}", setting.Value)))
        .Build()).History;
}
