namespace IotXmpp.Tool.Flashing;

/// <summary>A call of nanoff.</summary>
/// <param name="Title">What it does, for people.</param>
/// <param name="Arguments">Its arguments; no secret among them.</param>
/// <param name="Check">What is looked for in what it writes.</param>
internal sealed record FlashStep(string Title, IReadOnlyList<string> Arguments, FlashCheck Check)
{
    /// <summary>
    /// The steps in their order. The application comes last: until then the board runs none, so that nothing on it disturbs, and with its first start it
    /// finds its settings.
    /// </summary>
    /// <param name="request">What is to be done.</param>
    /// <param name="files">Path of the list of files.</param>
    /// <param name="network">Path of the network's settings; null to leave them.</param>
    public static IReadOnlyList<FlashStep> Of(FlashRequest request, string files, string? network)
    {
        var target = request.Target;
        var steps = new List<FlashStep> { new($"Looking for the {target.Chip} on {request.Port}", ["--platform", "esp32", "--serialport", request.Port, "--devicedetails"], FlashCheck.Chip) };
        if (!request.KeepFirmware)
        {
            List<string> update = ["--update", "--target", target.Target, "--serialport", request.Port];
            if (request.FirmwareVersion is { } version)
                update.AddRange(["--fwversion", version]);
            if (request.Erase)
                update.Add("--masserase");
            steps.Add(new($"Writing the nanoFramework firmware {target.Target}", update, FlashCheck.Done));
        }

        steps.Add(new("Asking the firmware for its libraries", ["--nanodevice", "--serialport", request.Port, "--devicedetails"], FlashCheck.Libraries));
        steps.Add(new("Writing the board's settings", ["--filedeployment", files], FlashCheck.Files));
        if (network is not null)
            steps.Add(new($"Writing the network's settings{(request.Network is { } wireless ? $" ({wireless.Ssid})" : "")}", ["--networkdeployment", network], FlashCheck.Files));
        steps.Add(new("Writing the application", ["--target", target.Target, "--serialport", request.Port, "--deploy", "--image", Path.GetFullPath(request.ImagePath)], FlashCheck.Done));
        return steps;
    }
}
