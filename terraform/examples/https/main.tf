# HTTPS under a name of yours: the zone gets the record, and the certificate is made and proved.

terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

module "chat" {
  source = "../.."

  name          = "https"
  allowed_cidrs = ["203.0.113.0/24"]

  domain_name = "chat.example.com"
  zone_id     = "Z0123456789ABCDEFGHIJ"
}

output "url" {
  description = "The chat."
  value       = module.chat.url
}
