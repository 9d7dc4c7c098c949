#pragma once

#include <QByteArray>

/// An OpenCLIP model so small that a test can send it around: its configuration, and weights of the
/// shapes that it asks for, filled with numbers from a fixed seed.
QByteArray tinyConfig();
QByteArray tinyWeights();
