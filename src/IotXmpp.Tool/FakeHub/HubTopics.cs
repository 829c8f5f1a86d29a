namespace IotXmpp.Tool.FakeHub;

/// <summary>The topics of the hub and of the provisioning service.</summary>
internal static class HubTopics
{
    public const string TwinResultFilter = "$iothub/twin/res/#";
    public const string TwinResultPrefix = "$iothub/twin/res/";
    public const string TwinGetPrefix = "$iothub/twin/GET/";
    public const string ReportedPrefix = "$iothub/twin/PATCH/properties/reported/";
    public const string DesiredFilter = "$iothub/twin/PATCH/properties/desired/#";
    public const string DesiredPrefix = "$iothub/twin/PATCH/properties/desired/";
    public const string MethodFilter = "$iothub/methods/POST/#";
    public const string MethodPrefix = "$iothub/methods/POST/";
    public const string MethodResultPrefix = "$iothub/methods/res/";
    public const string RegistrationFilter = "$dps/registrations/res/#";
    public const string RegistrationResultPrefix = "$dps/registrations/res/";
    public const string RegisterPrefix = "$dps/registrations/PUT/iotdps-register/";
    public const string OperationPrefix = "$dps/registrations/GET/iotdps-get-operationstatus/";

    /// <summary>Where a device's readings go; a property bag may follow.</summary>
    public static string Events(string device) => $"devices/{device}/messages/events/";

    /// <summary>Where messages to a device come from; a property bag follows.</summary>
    public static string DeviceBound(string device) => $"devices/{device}/messages/devicebound/";
}
