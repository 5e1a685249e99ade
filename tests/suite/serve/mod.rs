//! `aisec serve`, asked over a socket.

mod abuse;
mod api;
mod client;
mod explorer;
mod pages;
mod protocol;
mod replicas;
mod soak;
mod workers;

use client::{Answer, Server, get, request};
