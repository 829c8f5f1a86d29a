#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Built-in element grammars (EXI 8.4.3) with a bounded number of learned productions. A grammar belongs to a qname and lasts for
    /// the body. Its states are negative numbers, so that they stand beside the image's: -2 - 2g is StartTagContent of grammar g,
    /// one less its ElementContent.
    /// </summary>
    internal sealed class BuiltInGrammars
    {
        internal const int None = -1;

        /// <summary>Kinds of learned productions.</summary>
        internal const int KindAttribute = 0;
        internal const int KindStartElement = 1;
        internal const int KindEndElement = 2;
        internal const int KindCharacters = 3;

        private const int FirstState = -2;
        private const int KindBits = 2;
        private const int KindMask = 3;

        private readonly int[] _names;

        // Two lists a grammar: the newest production (plus 1, for it has code 0) and how many there are.
        private readonly ushort[] _newest;
        private readonly ushort[] _counts;
        private readonly int[] _productions;
        private readonly ushort[] _older;
        private int _grammars;
        private int _used;

        internal BuiltInGrammars(CompactExiOptions options)
        {
            _names = new int[options.MaxBuiltInGrammars];
            _newest = new ushort[2 * options.MaxBuiltInGrammars];
            _counts = new ushort[2 * options.MaxBuiltInGrammars];
            _productions = new int[options.MaxBuiltInProductions];
            _older = new ushort[options.MaxBuiltInProductions];
        }

        internal static bool IsStartTag(int state)
        {
            return (state & 1) == 0;
        }

        /// <summary>ElementContent of the grammar that a state is of.</summary>
        internal static int ContentState(int state)
        {
            return IsStartTag(state) ? state - 1 : state;
        }

        internal void Clear()
        {
            _grammars = 0;
            _used = 0;
        }

        /// <summary>StartTagContent of a qname's grammar, which is made when it is first needed; 0 if there is no room.</summary>
        internal int Enter(int name)
        {
            for (int i = 0; i < _grammars; i++)
            {
                if (_names[i] == name)
                    return FirstState - 2 * i;
            }

            if (_grammars == _names.Length)
                return 0;
            int grammar = _grammars++;
            _names[grammar] = name;
            _newest[2 * grammar] = 0;
            _newest[2 * grammar + 1] = 0;
            _counts[2 * grammar] = 0;
            _counts[2 * grammar + 1] = 0;
            return FirstState - 2 * grammar;
        }

        /// <summary>Learned productions of a state.</summary>
        internal int Count(int state)
        {
            return _counts[FirstState - state];
        }

        /// <summary>The production of an event code below <see cref="Count"/>.</summary>
        internal int Production(int state, int code)
        {
            int production = _newest[FirstState - state] - 1;
            while (code-- > 0)
                production = _older[production] - 1;
            return production;
        }

        internal int Kind(int production)
        {
            return _productions[production] & KindMask;
        }

        /// <summary>The qname of AT and SE.</summary>
        internal int Name(int production)
        {
            return _productions[production] >> KindBits;
        }

        /// <summary>Event code of a learned production, or None.</summary>
        internal int FindCode(int state, int kind, int name)
        {
            int wanted = (name << KindBits) | kind;
            int link = _newest[FirstState - state];
            for (int code = 0; link != 0; code++)
            {
                if (_productions[link - 1] == wanted)
                    return code;
                link = _older[link - 1];
            }

            return None;
        }

        /// <summary>As <see cref="Learn"/>, but not a second time: EE, CH and AT(xsi:type) (EXI 8.4.3).</summary>
        internal bool LearnOnce(int state, int kind, int name)
        {
            return FindCode(state, kind, name) != None || Learn(state, kind, name);
        }

        /// <summary>Inserts a production at event code 0. False: there is no room.</summary>
        internal bool Learn(int state, int kind, int name)
        {
            if (_used == _productions.Length)
                return false;
            int production = _used++;
            int list = FirstState - state;
            _productions[production] = (name << KindBits) | kind;
            _older[production] = _newest[list];
            _newest[list] = (ushort)(production + 1);
            _counts[list]++;
            return true;
        }
    }
}
