#nullable disable
using System.Device.Adc;
using System.Device.Gpio;
using IotXmpp.Node.Boards;
using IotXmpp.Node.Drivers;
using nanoFramework.Hardware.Esp32;

namespace IotXmpp.Node.Buses
{
    /// <summary>The pins of an ESP32, given their function as they are opened.</summary>
    internal sealed class EspPins : BoardPins
    {
        // PWM1 to PWM16 are evenly spaced.
        private const int FirstPwm = (int)DeviceFunction.PWM1;
        private const int PwmStep = (int)DeviceFunction.PWM2 - (int)DeviceFunction.PWM1;
        private const int ServoFrequency = 50;

        private readonly GpioController _gpio = new GpioController();
        private AdcController _adc;
        private int _pwms;

        /// <inheritdoc/>
        public override BusDevice I2c(int bus, int data, int clock, int address)
        {
            Configuration.SetPinFunction(data, bus == 1 ? DeviceFunction.I2C1_DATA : DeviceFunction.I2C2_DATA);
            Configuration.SetPinFunction(clock, bus == 1 ? DeviceFunction.I2C1_CLOCK : DeviceFunction.I2C2_CLOCK);
            return new I2cBus(bus, address);
        }

        /// <inheritdoc/>
        public override BusDevice Spi(int bus, int data, int clock, int clockFrequency)
        {
            Configuration.SetPinFunction(data, bus == 1 ? DeviceFunction.SPI1_MOSI : DeviceFunction.SPI2_MOSI);
            Configuration.SetPinFunction(clock, bus == 1 ? DeviceFunction.SPI1_CLOCK : DeviceFunction.SPI2_CLOCK);
            return new SpiBus(bus, clockFrequency);
        }

        /// <inheritdoc/>
        public override OneWireBus OneWire(int receive, int transmit)
        {
            Configuration.SetPinFunction(receive, DeviceFunction.COM3_RX);
            Configuration.SetPinFunction(transmit, DeviceFunction.COM3_TX);
            return new OneWirePin();
        }

        /// <inheritdoc/>
        public override DigitalPin Input(int gpio, bool pullUp)
        {
            return new GpioLine(_gpio, gpio, pullUp ? PinMode.InputPullUp : PinMode.Input);
        }

        /// <inheritdoc/>
        public override DigitalPin Output(int gpio)
        {
            return new GpioLine(_gpio, gpio, PinMode.Output);
        }

        /// <inheritdoc/>
        public override PwmOutput Pwm(int gpio)
        {
            Configuration.SetPinFunction(gpio, (DeviceFunction)(FirstPwm + (PwmStep * _pwms)));
            _pwms++;
            return new PwmPin(gpio, ServoFrequency);
        }

        /// <inheritdoc/>
        public override AnalogSource Analog(int channel)
        {
            if (_adc == null)
            {
                _adc = new AdcController();
            }

            return new AdcPin(_adc, channel);
        }

        /// <inheritdoc/>
        public override PulseSource Pulses(int gpio)
        {
            return new PulseCounterPin(gpio);
        }

        /// <inheritdoc/>
        public override Sensor Dht22(int gpio)
        {
            return new DhtPin(gpio, _gpio);
        }
    }
}
