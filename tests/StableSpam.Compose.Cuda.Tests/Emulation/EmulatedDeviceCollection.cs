namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>Tests of the one emulated device run one after another.</summary>
[CollectionDefinition(nameof(EmulatedDevice))]
public class EmulatedDeviceCollection;
