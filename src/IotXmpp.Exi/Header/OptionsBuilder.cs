using System.Globalization;
using System.Xml;
using IotXmpp.Exi.Body;

namespace IotXmpp.Exi.Header;

/// <summary>Collects the options from the events of an options document; the strict schema already vouches for its shape.</summary>
internal sealed class OptionsBuilder
{
    private const string ExiUri = "http://www.w3.org/2009/exi";

    private readonly List<ExiDatatypeRepresentation> _map = [];
    private ExiOptions _options = new();
    private string _element = "";
    private XmlQualifiedName? _mapType;
    private bool _inMap;
    private int _mapDepth;
    private bool _hasSchemaId;
    private int _metadataDepth;

    /// <summary>Takes the next event.</summary>
    /// <param name="item">The event.</param>
    /// <param name="depth">Open elements after it.</param>
    public void Take(BodyEvent item, int depth)
    {
        if (_metadataDepth > 0 && depth >= _metadataDepth)
            return;
        _metadataDepth = 0;
        switch (item.Type)
        {
            case ExiEventType.StartElement:
                _element = "";
                if (_inMap && depth == _mapDepth + 1)
                    TakeMapEntry(new XmlQualifiedName(item.Local, item.Uri));
                else if (_inMap && depth > _mapDepth)
                    break;
                else if (item.Uri == ExiUri)
                    StartElement(item.Local, depth);
                else
                    _metadataDepth = depth; // user-defined meta-data says nothing about the format
                break;

            case ExiEventType.Attribute when _element == "schemaId" && item.Local == "nil":
                if (item.ValueText is "true")
                    _options = _options with { SchemaId = ExiSchemaId.SchemaLess };
                break;

            case ExiEventType.Characters:
                Characters(item.ValueString);
                break;

            case ExiEventType.EndElement:
                if (_inMap && depth < _mapDepth)
                    _inMap = false;
                if (_hasSchemaId && _element == "schemaId" && _options.SchemaId.IsAbsent)
                    _options = _options with { SchemaId = ExiSchemaId.BuiltInTypes };
                _element = "";
                break;
        }
    }

    /// <summary>The options.</summary>
    /// <exception cref="ExiException">They contradict one another.</exception>
    public ExiOptions Build()
    {
        ExiOptions options = _map.Count == 0 ? _options : _options with { DatatypeRepresentationMap = _map };
        return options.FindConflict() is { } conflict ? throw new ExiException($"an options document in which {conflict}") : options;
    }

    private void StartElement(string local, int depth)
    {
        _element = local;
        switch (local)
        {
            case "byte": _options = _options with { Alignment = ExiAlignment.ByteAlignment }; break;
            case "pre-compress": _options = _options with { Alignment = ExiAlignment.PreCompression }; break;
            case "selfContained": _options = _options with { SelfContained = true }; break;
            case "dtd": Preserve(ExiPreserve.Dtd); break;
            case "prefixes": Preserve(ExiPreserve.Prefixes); break;
            case "lexicalValues": Preserve(ExiPreserve.LexicalValues); break;
            case "comments": Preserve(ExiPreserve.Comments); break;
            case "pis": Preserve(ExiPreserve.ProcessingInstructions); break;
            case "compression": _options = _options with { Compression = true }; break;
            case "fragment": _options = _options with { Fragment = true }; break;
            case "strict": _options = _options with { Strict = true }; break;
            case "schemaId": _hasSchemaId = true; break;
            case "datatypeRepresentationMap":
                _inMap = true;
                _mapDepth = depth;
                _mapType = null;
                break;
        }
    }

    private void Preserve(ExiPreserve what) => _options = _options with { Preserve = _options.Preserve | what };

    private void TakeMapEntry(XmlQualifiedName name)
    {
        if (_mapType is null)
        {
            _mapType = name;
            return;
        }

        _map.Add(new ExiDatatypeRepresentation(_mapType, name));
    }

    private void Characters(string value)
    {
        switch (_element)
        {
            case "schemaId": _options = _options with { SchemaId = ExiSchemaId.Named(value) }; break;
            case ProfileParameters.ElementName: _options = ProfileParameters.Read(_options, value); break;
            case "blockSize": _options = _options with { BlockSize = Bounded(value) }; break;
            case "valueMaxLength": _options = _options with { ValueMaxLength = Bounded(value) }; break;
            case "valuePartitionCapacity": _options = _options with { ValuePartitionCapacity = Bounded(value) }; break;
        }
    }

    /// <summary>An xsd:unsignedInt; what goes beyond our integers bounds nothing that could exist.</summary>
    private static int Bounded(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? (int)Math.Min(number, int.MaxValue) : int.MaxValue;
}
