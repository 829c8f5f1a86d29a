using IotXmpp.Things.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IotXmpp.Tool.Boards;

/// <summary>Reads a board's description and checks it against what modules and drivers can do.</summary>
internal sealed class BoardReader
{
    /// <summary>Longest description, octets: a page of text is 4 KB.</summary>
    private const int MaxLength = 256 * 1024;

    private readonly List<BoardProblem> _problems = [];

    private BoardReader()
    {
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="BoardFileException">All that is wrong with it.</exception>
    public static BoardDescription ReadFile(string path)
    {
        if (new FileInfo(path).Length > MaxLength)
            throw new BoardFileException(path, [new BoardProblem(0, $"longer than {MaxLength} octets.")]);
        return Read(path, File.ReadAllText(path), Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))!));
    }

    /// <summary>Reads a description.</summary>
    /// <param name="file">Name for messages.</param>
    /// <param name="text">YAML.</param>
    /// <param name="folder">Name of its folder, which must be that of the board.</param>
    /// <exception cref="BoardFileException">All that is wrong with it.</exception>
    public static BoardDescription Read(string file, string text, string folder)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new BoardFileException(file, [new BoardProblem((int)e.Start.Line, $"this is no YAML: {e.InnerException?.Message ?? e.Message}")]);
        }

        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }])
            throw new BoardFileException(file, [new BoardProblem(0, "a description is one group of settings.")]);
        var reader = new BoardReader();
        var board = reader.Read(new YamlMap(root, reader._problems), folder);
        return reader._problems.Count == 0 ? board : throw new BoardFileException(file, [.. reader._problems.OrderBy(problem => problem.Line)]);
    }

    private BoardDescription Read(YamlMap map, string folder)
    {
        string id = map.Text("board");
        if (id.Length > 0 && id != folder)
            map.Add(map.LineOf("board"), $"'board' is {id}, but its folder is {folder}.");
        string moduleName = map.Text("module");
        if (Module.Find(moduleName) is not { } module)
        {
            if (moduleName.Length > 0)
                map.Add(map.LineOf("module"), $"there is no module {moduleName}; known: {string.Join(", ", Module.All.Select(known => known.Name))}.");
            module = Module.All[0];
        }

        int interval = map.Seconds("interval") ?? 60;
        var buses = Buses(map);
        var parts = Parts(map, buses);
        CheckChip(map, module, buses, parts);
        CheckPins(map, module, buses, parts);
        var board = new BoardDescription
        {
            Id = id,
            Revision = map.Number("revision", 1, 9999) ?? 1,
            RevisionLine = map.LineOf("revision"),
            Title = map.Text("title"),
            DeviceType = map.Word("type", "sensor", "sensor", "actuator", "meter", "thing"),
            Purpose = map.Text("purpose"),
            Module = module,
            Interval = interval,
            Buses = buses,
            Parts = parts,
            Fields = [.. map.Maps("fields").Select(field => Field(field, parts, interval))],
            Parameters = [.. map.Maps("parameters").Select(parameter => Parameter(parameter, parts))],
            Purchases = [.. map.Maps("buy").Select(Purchase)],
            Assembly = map.Texts("assembly"),
        };
        CheckNames(map, "fields", board.Fields.Select(field => field.Name));
        CheckNames(map, "parameters", board.Parameters.Select(parameter => parameter.Definition.Name));
        if (board.Fields.Count is 0 or > 31)
            map.Add(map.LineOf("fields"), "a board has 1 to 31 fields.");
        map.End();
        return board;
    }

    private static List<BusWiring> Buses(YamlMap map)
    {
        var result = new List<BusWiring>();
        if (map.Map("buses") is not { } buses)
            return result;
        foreach (var (name, pins) in buses.NamedMaps)
        {
            BusKind? kind = name switch
            {
                "i2c1" or "i2c2" => BusKind.I2c,
                "onewire" => BusKind.OneWire,
                "spi1" or "spi2" => BusKind.Spi,
                _ => null,
            };
            if (kind is null)
            {
                buses.Add(pins.Line, $"there is no bus {name}; known: i2c1, i2c2, onewire, spi1, spi2.");
                continue;
            }

            string[] roles = kind switch { BusKind.I2c => ["sda", "scl"], BusKind.OneWire => ["receive", "transmit"], _ => ["data", "clock"] };
            var wired = new Dictionary<string, int>();
            foreach (string role in roles)
            {
                if (pins.Number(role, 0, 48) is { } gpio)
                    wired[role] = gpio;
                else if (pins.OptionalText(role) is null)
                    pins.Add(pins.Line, $"{name} needs '{role}', a GPIO.");
            }

            pins.End();
            result.Add(new BusWiring(name, kind.Value, wired));
        }

        return result;
    }

    private static List<Part> Parts(YamlMap map, List<BusWiring> buses)
    {
        var result = new List<Part>();
        if (map.Map("parts") is not { } parts)
            return result;
        foreach (var (id, part) in parts.NamedMaps)
        {
            string name = part.Text("driver");
            if (DriverKind.Find(name) is not { } driver)
            {
                if (name.Length > 0)
                    part.Add(part.LineOf("driver"), $"there is no driver {name}; known: {string.Join(", ", DriverKind.All.Select(known => known.Name))}.");
                continue;
            }

            var pins = new Dictionary<string, int>();
            string? bus = null;
            int? address = null;
            if (driver.Bus is { } kind)
            {
                bus = part.Text("bus");
                if (bus.Length > 0 && buses.Find(known => known.Name == bus)?.Kind != kind)
                    part.Add(part.LineOf("bus"), $"{driver.Title} needs {Article(kind)}, and '{bus}' is none of 'buses'.");
                if (driver.Addresses.Count > 0)
                {
                    address = part.Number("address", 0x08, 0x77) ?? driver.Addresses[0];
                    if (!driver.Addresses.Contains(address.Value))
                        part.Add(part.LineOf("address"), $"{driver.Title} has address {string.Join(" or ", driver.Addresses.Select(a => $"0x{a:X2}"))}, not 0x{address:X2}.");
                }
            }

            foreach (string role in driver.PinRoles)
            {
                if (part.Number(role, 0, 48) is { } gpio)
                    pins[role] = gpio;
                else if (part.OptionalText(role) is null)
                    part.Add(part.Line, $"{id} needs '{role}', a GPIO.");
            }

            bool activeLow = driver.PinRoles.Count > 0 && driver.Name is "relay" or "button" or "led" && part.Word("active", "high", "high", "low") == "low";
            var settings = new Dictionary<string, int>();
            foreach (var (setting, (min, max)) in driver.Settings)
            {
                if (part.Number(setting, min, max) is { } value)
                    settings[setting] = value;
                else if (part.OptionalText(setting) is null)
                    part.Add(part.Line, $"{id} needs '{setting}', a number from {min} to {max}.");
            }

            part.End();
            if (result.Exists(other => other.Bus == bus && bus is not null && other.Address == address && address is not null))
                part.Add(part.Line, $"{id} has the address of another part on {bus}: 0x{address:X2}.");
            result.Add(new Part(id, driver, bus, address, pins, activeLow, settings, part.Line));
        }

        return result;
    }

    private static void CheckChip(YamlMap map, Module module, List<BusWiring> buses, List<Part> parts)
    {
        int busLine = map.LineOf("buses");
        foreach (var (name, line) in buses.Select(bus => (bus.Name, busLine)).Concat(parts.Select(part => (part.Driver.Name, part.Line))))
        {
            if (module.Missing.TryGetValue(name, out string? missing))
                map.Add(line, $"{name}: {module.Title} has no {missing}; use another bus, driver or module.");
        }
    }

    private static void CheckPins(YamlMap map, Module module, List<BusWiring> buses, List<Part> parts)
    {
        var uses = new List<(int Gpio, string What, bool IsOutput, bool IsAnalog, int Line)>();
        int busLine = map.LineOf("buses");
        foreach (var bus in buses)
            uses.AddRange(bus.Pins.Select(pin => (pin.Value, $"{pin.Key} of {bus.Name}", true, false, busLine)));
        foreach (var part in parts)
            uses.AddRange(part.Pins.Select(pin => (pin.Value, $"{pin.Key} of {part.Id}", part.Driver.IsOutput, part.Driver.IsAnalog, part.Line)));
        var seen = new Dictionary<int, string>();
        foreach (var (gpio, what, isOutput, isAnalog, line) in uses)
        {
            if (!module.Gpios.Contains(gpio))
                map.Add(line, $"{what}: {module.Title} has no GPIO {gpio} on its header.");
            else if (module.Taken.TryGetValue(gpio, out string? use))
                map.Add(line, $"{what}: GPIO {gpio} belongs to the {use}.");
            else if (isOutput && module.InputOnly.Contains(gpio))
                map.Add(line, $"{what}: GPIO {gpio} can only be read.");
            else if (isAnalog && !module.Adc1.ContainsKey(gpio))
                map.Add(line, $"{what}: GPIO {gpio} has no converter that works beside Wi-Fi; use {string.Join(", ", module.Adc1.Keys.Order())}.");
            else if (isOutput && module.Strapping.Contains(gpio))
                map.Add(line, $"{what}: GPIO {gpio} decides how the chip starts; use another.");
            if (!seen.TryAdd(gpio, what))
                map.Add(line, $"{what}: GPIO {gpio} is already {seen[gpio]}.");
        }
    }

    private static BoardField Field(YamlMap map, List<Part> parts, int interval)
    {
        string name = map.Text("name");
        CheckName(map, name);
        var (part, channelName) = Source(map, "from", parts);
        var channel = part?.Driver.Channels.FirstOrDefault(known => known.Name == channelName);
        if (part is not null && channel is null)
            map.Add(map.LineOf("from"), $"{part.Id} ({part.Driver.Title}) has no {channelName}; it has {string.Join(", ", part.Driver.Channels.Select(known => known.Name))}.");
        var kind = channel?.Kind ?? FieldValueKind.Numeric;
        string unit = map.OptionalText("unit") ?? channel?.Unit ?? "";
        if (channel is { Unit.Length: > 0 } && unit != channel.Unit)
            map.Add(map.LineOf("unit"), $"{part!.Id}.{channelName} is in {channel.Unit}, not {unit}.");
        if (kind == FieldValueKind.Numeric && unit.Length == 0)
            map.Add(map.LineOf("unit"), $"{name} needs a unit.");
        var range = map.Range("range");
        int decimals = map.Number("decimals", 0, 3) ?? 0;
        if (kind != FieldValueKind.Numeric && decimals != 0)
            map.Add(map.LineOf("decimals"), $"{name} is no number with decimals.");
        var deadband = map.Decimal("deadband");
        if (deadband < 0)
            map.Add(map.LineOf("deadband"), "'deadband' must not be negative.");
        if (range is { } bounds && (decimal.Round(bounds.Min, decimals) != bounds.Min || decimal.Round(bounds.Max, decimals) != bounds.Max))
            map.Add(map.LineOf("range"), $"the range has more than {decimals} decimals.");
        int every = map.Seconds("every") ?? interval;
        bool minutes = map.Word("history", "none", "none", "minutes") == "minutes";
        map.End();
        return new BoardField(name, kind, unit, range, decimals, deadband, every, part?.Id ?? "", channelName, minutes);
    }

    private static BoardParameter Parameter(YamlMap map, List<Part> parts)
    {
        string name = map.Text("name");
        CheckName(map, name);
        string target = map.Text("sets");
        Part? part = null;
        ControlParameterKind kind;
        string action = target;
        if (target is "interval" or "label")
        {
            kind = target == "interval" ? ControlParameterKind.Int : ControlParameterKind.String;
        }
        else
        {
            (part, action) = Source(map, "sets", parts);
            var known = part?.Driver.Actions.FirstOrDefault(candidate => candidate.Name == action);
            if (part is not null && known is null)
            {
                map.Add(map.LineOf("sets"), part.Driver.Actions.Count == 0
                    ? $"{part.Id} ({part.Driver.Title}) cannot be told anything."
                    : $"{part.Id} ({part.Driver.Title}) has no {action}; it has {string.Join(", ", part.Driver.Actions.Select(candidate => candidate.Name))}.");
            }

            kind = known?.Kind ?? ControlParameterKind.String;
        }

        var range = map.Range("range");
        if (kind == ControlParameterKind.Int && range is null)
            map.Add(map.Line, $"{name} needs a 'range'.");
        if (kind != ControlParameterKind.Int && range is not null)
            map.Add(map.LineOf("range"), $"{name} is no number.");
        if (range is { } bounds && (decimal.Truncate(bounds.Min) != bounds.Min || decimal.Truncate(bounds.Max) != bounds.Max))
            map.Add(map.LineOf("range"), "the range of a parameter is in whole numbers.");
        string danger = map.Word("danger", "none", "none", "comfort", "machine");
        var parameter = new ControlParameter
        {
            Name = name,
            Kind = kind,
            Minimum = (long?)range?.Min,
            Maximum = (long?)range?.Max,
            MaxLength = map.Number("length", 1, 100) ?? 64,
            Unit = map.OptionalText("unit") ?? "",
            Description = map.OptionalText("description") ?? "",
        };
        map.End();
        return new BoardParameter(parameter, danger switch { "machine" => DangerClass.Machine, "comfort" => DangerClass.Comfort, _ => DangerClass.None }, part?.Id, action);
    }

    private static Purchase Purchase(YamlMap map)
    {
        var purchase = new Purchase(map.Number("count", 1, 1000) ?? 1, map.Text("item"), map.OptionalText("part") ?? "", map.OptionalText("note") ?? "");
        map.End();
        return purchase;
    }

    /// <summary>Reads <c>part.channel</c>.</summary>
    private static (Part? Part, string Channel) Source(YamlMap map, string key, List<Part> parts)
    {
        string text = map.Text(key);
        string[] names = text.Split('.');
        if (names.Length != 2)
        {
            if (text.Length > 0)
                map.Add(map.LineOf(key), $"'{key}' is {text}; it must be a part and one of its quantities, such as air.temperature.");
            return (null, "");
        }

        var part = parts.Find(known => known.Id == names[0]);
        if (part is null)
            map.Add(map.LineOf(key), $"there is no part {names[0]}; known: {string.Join(", ", parts.Select(known => known.Id))}.");
        return (part, names[1]);
    }

    private static void CheckName(YamlMap map, string name)
    {
        if (name.Length > 32 || name.Any(c => char.IsControl(c) || c is '<' or '&' or '"'))
            map.Add(map.LineOf("name"), "a name has at most 32 characters and none of < & \".");
    }

    private static void CheckNames(YamlMap map, string key, IEnumerable<string> names)
    {
        foreach (var twice in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1 && group.Key.Length > 0))
            map.Add(map.LineOf(key), $"'{twice.Key}' is there twice.");
    }

    private static string Article(BusKind kind) => kind switch { BusKind.I2c => "an I2C bus", BusKind.OneWire => "a 1-Wire bus", _ => "an SPI bus" };
}
