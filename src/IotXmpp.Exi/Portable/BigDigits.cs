#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Unsigned Integers (EXI 7.1.6) beyond 63 bits as decimal digits 0..9, most significant first, in a byte
    /// array. Slow and rare.</summary>
    internal static class BigDigits
    {
        /// <summary>digits = digits * 128 + group. Returns the new count, or -1 if there is no room.</summary>
        internal static int MultiplyAdd(byte[] digits, int offset, int count, int room, int group)
        {
            int carry = group;
            for (int i = count - 1; i >= 0; i--)
            {
                int sum = digits[offset + i] * 128 + carry;
                digits[offset + i] = (byte)(sum % 10);
                carry = sum / 10;
            }

            while (carry > 0)
            {
                if (count == room)
                    return -1;
                for (int i = count; i > 0; i--)
                    digits[offset + i] = digits[offset + i - 1];
                digits[offset] = (byte)(carry % 10);
                carry /= 10;
                count++;
            }

            return count;
        }

        /// <summary>digits = digits / 128; returns the remainder.</summary>
        internal static int Divide(byte[] digits, int offset, int count)
        {
            int remainder = 0;
            for (int i = 0; i < count; i++)
            {
                int sum = remainder * 10 + digits[offset + i];
                digits[offset + i] = (byte)(sum >> 7);
                remainder = sum & 127;
            }

            return remainder;
        }

        internal static bool IsZero(byte[] digits, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (digits[offset + i] != 0)
                    return false;
            }

            return true;
        }

        /// <summary>digits = digits + 1 (add true) or - 1. The count stays: the caller leaves a leading zero.</summary>
        internal static void Step(byte[] digits, int offset, int count, bool add)
        {
            for (int i = offset + count - 1; i >= offset; i--)
            {
                if (add && digits[i] < 9)
                {
                    digits[i]++;
                    return;
                }

                if (!add && digits[i] > 0)
                {
                    digits[i]--;
                    return;
                }

                digits[i] = (byte)(add ? 0 : 9);
            }
        }
    }
}
