using System.Buffers.Binary;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Grammars;

/// <summary>
/// Checks every record of an image that comes from outside, so that the codecs need not check while they read: indices inside their
/// tables, strings inside the pool, productions in event-code order, names sorted as lookups expect.
/// </summary>
public static class GrammarImageVerifier
{
    /// <summary>Returns if the image is sound.</summary>
    /// <exception cref="GrammarImageException">The first record that is not; number <see cref="GrammarImageException.BadIndex"/>.</exception>
    public static void Verify(GrammarImage image) => new Check(image).All();

    private sealed class Check(GrammarImage image)
    {
        /// <summary>Values of an enumeration of runs: a few bytes may state any number, and the full codec spells them out.</summary>
        private const int MaxRunValues = 1 << 20;

        private readonly int _types = image.RecordCount(GrammarImage.SectionTypes);
        private readonly int _datatypes = image.RecordCount(GrammarImage.SectionDatatypes);
        private readonly int _elements = image.RecordCount(GrammarImage.SectionElements);
        private readonly int _attributes = image.RecordCount(GrammarImage.SectionAttributes);
        private readonly int _productions = image.RecordCount(GrammarImage.SectionProductions);

        public void All()
        {
            Index(image.DocContent, image.StateCount, "DocContent");
            OptionalIndex(image.FragmentContent, image.StateCount, "FragmentContent");
            OptionalIndex(image.ElementFragmentType, _types, "ElementFragment");
            Index(image.XsiType, image.QNameCount, "xsi:type");
            Index(image.XsiNil, image.QNameCount, "xsi:nil");
            Names();
            Declarations();
            for (int datatype = 0; datatype < _datatypes; datatype++)
                Datatype(datatype);
            for (int production = 0; production < _productions; production++)
                Production(production);
            for (int state = 0; state < image.StateCount; state++)
                State(state);
            Reach([image.DocContent, image.FragmentContent], isDocument: true);
            Reach([.. Enumerable.Range(0, _types).Select(image.TypeStartState), .. Enumerable.Range(0, _types).Select(image.TypeEmptyState)], isDocument: false);
        }

        private void Names()
        {
            int next = 0;
            var uris = new HashSet<string>();
            for (int uri = 0; uri < image.UriCount; uri++)
            {
                Require(image.FirstQName(uri) == next && image.LocalNameCount(uri) >= 0, $"uri {uri}");
                Guard(() => image.GetUri(uri), $"uri {uri}");
                Require(uris.Add(image.GetUri(uri)) && XmlCharacters.FindInvalid(image.GetUri(uri)) < 0, $"uri {uri}");
                Guard(() => image.GetInitialPrefix(uri), $"prefix of uri {uri}");
                next += image.LocalNameCount(uri);
                Require(next <= image.QNameCount, $"uri {uri}");
                for (int qname = image.FirstQName(uri); qname < next; qname++)
                {
                    Require(image.QNameUri(qname) == uri, $"qname {qname}");
                    Guard(() => image.GetLocalName(qname), $"qname {qname}");
                    Require(XmlCharacters.IsNcName(image.GetLocalName(qname)), $"qname {qname}");
                    Require(
                        qname == image.FirstQName(uri) || CodePointOrder.Compare(image.GetLocalName(qname - 1), image.GetLocalName(qname)) < 0,
                        $"qname {qname} is out of order");
                }
            }

            Require(next == image.QNameCount, "uris do not cover the qnames");
        }

        private void Declarations()
        {
            for (int element = 0; element < _elements; element++)
            {
                Index(image.ElementQName(element), image.QNameCount, $"element {element}");
                Index(image.ElementType(element), _types, $"element {element}");
            }

            for (int attribute = 0; attribute < _attributes; attribute++)
            {
                Index(image.AttributeQName(attribute), image.QNameCount, $"attribute {attribute}");
                Index(image.AttributeDatatype(attribute), _datatypes, $"attribute {attribute}");
            }

            for (int type = 0; type < _types; type++)
            {
                OptionalIndex(image.TypeQName(type), image.QNameCount, $"type {type}");
                Index(image.TypeStartState(type), image.StateCount, $"type {type}");
                Index(image.TypeEmptyState(type), image.StateCount, $"type {type}");
                OptionalIndex(image.TypeDatatype(type), _datatypes, $"type {type}");
            }

            Lookup(GrammarImage.SectionGlobalElements, _elements, image.GlobalElement, image.ElementQName, "global element");
            Lookup(GrammarImage.SectionGlobalAttributes, _attributes, image.GlobalAttribute, image.AttributeQName, "global attribute");
            Lookup(GrammarImage.SectionNamedTypes, _types, image.NamedType, image.TypeQName, "named type");
        }

        private void Lookup(int section, int records, Func<int, int> record, Func<int, int> qname, string what)
        {
            int last = -1;
            for (int i = 0; i < image.RecordCount(section); i++)
            {
                Index(record(i), records, $"{what} {i}");
                Require(qname(record(i)) > last, $"{what} {i} is out of order");
                last = qname(record(i));
            }
        }

        private void Datatype(int datatype)
        {
            string what = $"datatype {datatype}";
            OptionalIndex(image.DatatypeQName(datatype), image.QNameCount, what);
            OptionalIndex(image.DatatypeBase(datatype), _datatypes, what);
            int kind = image.GetDatatypeKind(datatype);
            Require(kind < DatatypeKind.Count && image.DatatypeWhiteSpace(datatype) <= GrammarImage.WhiteSpaceCollapse, what);
            switch (kind)
            {
                case DatatypeKind.List:
                    Index(image.DatatypeDetail(datatype), _datatypes, what);
                    Require(!IsCircular(datatype), what);
                    break;
                case DatatypeKind.String:
                    Guard(() => image.CharacterSetSize(datatype) == 0 ? 0 : image.CharacterSetMember(datatype, image.CharacterSetSize(datatype) - 1), what);
                    for (int n = 0; n < image.CharacterSetSize(datatype); n++)
                    {
                        Require(XmlCharacters.IsChar((uint)image.CharacterSetMember(datatype, n)), what);
                        Require(n == 0 || image.CharacterSetMember(datatype, n - 1) < image.CharacterSetMember(datatype, n), what);
                    }

                    break;
                case DatatypeKind.NBitUnsignedInteger:
                    Guard(() => image.NBitMinimum(datatype), what);
                    Require(image.NBitRange(datatype) < 4096 && 1 << image.NBitWidth(datatype) > image.NBitRange(datatype), what);
                    break;
                case DatatypeKind.NBitBigInteger:
                    Guard(() => image.GetNBitBigMinimum(datatype), what);
                    Require(image.GetNBitBigMinimum(datatype).AsSpan().TrimStart('-') is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9'), what);
                    Require(image.NBitRange(datatype) < 4096 && 1 << image.NBitWidth(datatype) > image.NBitRange(datatype), what);
                    break;
                case DatatypeKind.Enumeration:
                    Guard(() => image.EnumerationDatatype(datatype), what);
                    Index(image.EnumerationDatatype(datatype), _datatypes, what);
                    Require(image.GetDatatypeKind(image.EnumerationDatatype(datatype)) is not (DatatypeKind.Enumeration or DatatypeKind.List), what);
                    int count = image.EnumerationCount(datatype);
                    Guard(() => image.EnumerationRunCount(datatype), what);
                    if (image.EnumerationRunCount(datatype) != 0)
                    {
                        Require(HasSoundRuns(datatype), what);
                        break;
                    }

                    Require(count > 0 && count <= image.Data.Length / image.FieldWidth, what);
                    for (int n = 0; n < count; n++)
                    {
                        Guard(() => image.GetEnumerationValue(datatype, n), what);
                        Require(XmlCharacters.FindInvalid(image.GetEnumerationValue(datatype, n)) < 0, what);
                    }

                    break;
            }
        }

        private bool HasSoundRuns(int datatype)
        {
            int runs = image.EnumerationRunCount(datatype);
            int size = image.FieldWidth + 9;
            int at = image.DatatypeDetail(datatype) + 4 * image.FieldWidth;
            if (runs < 0 || runs > (image.Data.Length - at) / size || image.GetDatatypeKind(image.EnumerationDatatype(datatype)) != DatatypeKind.String)
                return false;
            long total = 0;
            for (int run = 0; run < runs; run++, at += size)
            {
                ReadOnlySpan<byte> record = image.Data.AsSpan(at, size);
                long count = image.FieldWidth == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(record) : BinaryPrimitives.ReadUInt32LittleEndian(record);
                long first = BinaryPrimitives.ReadInt32LittleEndian(record[image.FieldWidth..]);
                long step = BinaryPrimitives.ReadInt32LittleEndian(record[(image.FieldWidth + 4)..]);
                if (count == 0 || step <= 0 || record[^1] > GrammarImage.MaxRunDecimals || first + (count - 1) * step > int.MaxValue)
                    return false;
                total += count;
            }

            return total == image.EnumerationCount(datatype) && total <= MaxRunValues;
        }

        /// <summary>A list of lists is not XML Schema; in an image it could go round for ever.</summary>
        private bool IsCircular(int list) =>
            image.DatatypeDetail(list) is var item && item < _datatypes && image.GetDatatypeKind(item) == DatatypeKind.List;

        private void Production(int production)
        {
            string what = $"production {production}";
            int kind = image.GetProductionKind(production);
            Require(kind < ProductionKind.Count, what);
            int operands = kind switch
            {
                ProductionKind.Attribute => _attributes,
                ProductionKind.AttributeUri or ProductionKind.StartElementUri => image.UriCount,
                ProductionKind.StartElement => _elements,
                ProductionKind.CharactersTyped => _datatypes,
                _ => 0,
            };
            if (operands > 0)
                Index(image.ProductionOperand(production), operands, what);
            if (kind is ProductionKind.EndElement or ProductionKind.EndDocument)
                Require(image.ProductionNext(production) == GrammarImage.None, what);
            else
                Index(image.ProductionNext(production), image.StateCount, what);
        }

        private void State(int state)
        {
            string what = $"state {state}";
            int first = image.FirstProduction(state);
            int count = image.ProductionCount(state);
            Require(first >= 0 && count >= 0 && first <= _productions && count <= _productions - first, what);
            Index(image.ContentState(state), image.StateCount, what);
            int attributes = 0;
            for (int i = 1; i < count; i++)
                Require(image.GetProductionKind(first + i - 1) <= image.GetProductionKind(first + i), what);
            while (attributes < count && image.GetProductionKind(first + attributes) == ProductionKind.Attribute)
                attributes++;
            Require(image.AttributeCount(state) == attributes, what);
        }

        /// <summary>Documents consist of elements and their end, elements of anything but the end of a document.</summary>
        private void Reach(IEnumerable<int> states, bool isDocument)
        {
            var seen = new bool[image.StateCount];
            var open = new Stack<int>(states);
            while (open.TryPop(out int state))
            {
                if (state < 0 || seen[state])
                    continue;
                seen[state] = true;
                if (!isDocument)
                    open.Push(image.ContentState(state));
                for (int i = 0; i < image.ProductionCount(state); i++)
                {
                    int production = image.FirstProduction(state) + i;
                    int kind = image.GetProductionKind(production);
                    bool isAllowed = isDocument
                        ? kind is ProductionKind.StartElement or ProductionKind.StartElementUri or ProductionKind.StartElementAny or ProductionKind.EndDocument
                        : kind != ProductionKind.EndDocument;
                    Require(isAllowed, $"state {state}");
                    open.Push(image.ProductionNext(production));
                }
            }
        }

        private static void Index(int index, int count, string what) => Require(index >= 0 && index < count, what);

        private static void OptionalIndex(int index, int count, string what) => Require(index >= GrammarImage.None && index < count, what);

        /// <summary>Details are read as the codecs read them; a wrong offset shows as an index outside of the data.</summary>
        private static void Guard<T>(Func<T> read, string what)
        {
            try
            {
                read();
            }
            catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException)
            {
                throw Bad(what);
            }
        }

        private static void Require(bool condition, string what)
        {
            if (!condition)
                throw Bad(what);
        }

        private static GrammarImageException Bad(string what) => new(GrammarImageException.BadIndex, $"Grammar image: {what}.");
    }
}
