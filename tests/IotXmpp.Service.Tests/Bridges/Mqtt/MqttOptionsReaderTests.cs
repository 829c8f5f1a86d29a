using IotXmpp.Concentrator.Service.Options;
using Microsoft.Extensions.Configuration;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

public sealed class MqttOptionsReaderTests
{
    [Fact]
    public void Without_a_broker_there_is_no_bridge_and_with_one_nothing_crosses_unless_it_is_named()
    {
        Read().Mqtt.IsOn.Should().BeFalse();

        var options = Read(("Host", "broker")).Mqtt;

        options.IsOn.Should().BeTrue();
        (options.Port, options.IsVersion5, options.Tls, options.Prefix, options.HomeAssistantPrefix).Should().Be((1883, true, null, "iotxmpp", null));
        options.Route.HasField("board1", "Temperature").Should().BeFalse();
        options.Route.HasParameter("board1", "Relay").Should().BeFalse();
    }

    [Fact]
    public void Settings_are_read_and_passwords_are_shown_nowhere()
    {
        var options = Read(
            ("Host", "broker"), ("Version", "3.1.1"), ("User", "me"), ("Password", " s3cret "), ("Tls:Enabled", "true"), ("Boards", "board1, kitchen-*"), ("Parameters", "Relay"),
            ("HomeAssistant:Enabled", "true"), ("Broker:Listen", "127.0.0.1:1884"), ("Broker:Users:plug", "s3cret-too")).Mqtt;

        (options.IsVersion5, options.User, options.Password, options.Port, options.HomeAssistantPrefix).Should().Be((false, "me", " s3cret ", 8883, "homeassistant"));
        options.Route.HasParameter("kitchen-1", "Relay").Should().BeTrue();
        options.Broker!.IsTls.Should().BeFalse("it is on loopback");
        $"{options} {options.Broker} {options.Tls}".Should().NotContain("s3cret");
    }

    [Theory]
    [InlineData("Host", "", "Concentrator__Mqtt__Boards", "name the broker", "Boards", "*")]
    [InlineData("Port", "0", "Concentrator__Mqtt__Port", "1 to 65535")]
    [InlineData("Version", "4", "Concentrator__Mqtt__Version", "5 or 3.1.1 is allowed")]
    [InlineData("Prefix", "a/+", "Concentrator__Mqtt__Prefix", "a topic")]
    [InlineData("Prefix", "$SYS", "Concentrator__Mqtt__Prefix", "a topic")]
    [InlineData("Password", "x", "Concentrator__Mqtt__Password", "set both or none")]
    [InlineData("MaxPayload", "1", "Concentrator__Mqtt__MaxPayload", "256 to 1048576")]
    [InlineData("Tls:CaPath", "/nowhere.pem", "Concentrator__Mqtt__Tls__CaPath", "existing file")]
    [InlineData("Broker:Listen", "0.0.0.0:1883", "Concentrator__Mqtt__Broker__Listen", "there have to be users")]
    [InlineData("Broker:Users:me", "short", "Concentrator__Mqtt__Broker__Users__me", "8 characters", "Broker:Listen", "127.0.0.1:1883")]
    [InlineData("Devices:Plug 1:Fields:T:Topic", "t", "Concentrator__Mqtt__Devices__Plug 1", "cannot stand in an address")]
    [InlineData("Devices:plug:Title", "plug", "Concentrator__Mqtt__Devices__plug", "has no field")]
    [InlineData("Devices:plug:Fields:T:Topic", "a/#", "Concentrator__Mqtt__Devices__plug__Fields__T__Topic", "without + and #")]
    [InlineData("Devices:plug:Fields:T:Topic", "iotxmpp/board1/T", "Concentrator__Mqtt__Devices__plug", "below our own prefix")]
    [InlineData("Devices:plug:Fields:T:Scale", "x", "Concentrator__Mqtt__Devices__plug__Fields__T__Scale", "a number", "Devices:plug:Fields:T:Topic", "t")]
    [InlineData("Devices:plug:Parameters:P:Topic", "p", "Concentrator__Mqtt__Devices__plug__Parameters__P__Field", "nobody knows", "Devices:plug:Fields:T:Topic", "t")]
    [InlineData("Devices:plug:Colour", "red", "Concentrator__Mqtt__Devices__plug__Colour", "no setting", "Devices:plug:Fields:T:Topic", "t")]
    [InlineData("Host", "broker", "Concentrator__Mqtt__Hots", "no setting", "Hots", "x")]
    public void A_wrong_setting_is_named_with_what_is_allowed(string name, string value, string display, string allowed, string? second = null, string? its = null)
    {
        var act = () => Read([("Host", "broker"), (name, value), .. second is null ? Array.Empty<(string, string)>() : [(second, its!)]]);

        var problem = act.Should().Throw<SettingsException>().Which.Problems.Should().ContainSingle().Subject;
        problem.Should().StartWith(display + " ").And.Contain(allowed);
    }

    private static ServiceOptions Read(params (string Name, string Value)[] settings) => ServiceOptionsReader.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.GroupBy(setting => setting.Name).Select(setting => new KeyValuePair<string, string?>($"Concentrator:Mqtt:{setting.Key}", setting.Last().Value))).Build());
}
